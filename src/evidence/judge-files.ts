import { hex } from '#mime';
import type { ArchiveFiles } from './dossier-archive.ts';
import { broken, type DossierLink, notJudged, ok } from './dossier-links.ts';
import { type DossierManifest, MANIFEST } from './dossier-manifest.ts';
import { allBytes, type ByteSource } from './dossier-source.ts';

const MAX_SUMS_OCTETS = 4 * 1_048_576;
const SUM = /^([0-9a-f]{64}) {2}(.+)$/;
const BESIDE: ReadonlySet<string> = new Set(Object.values(MANIFEST));

/** Digests of all files of an archive by name, each taken once. */
export async function digestsOf(files: ArchiveFiles): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  for (const [name, source] of files) digests.set(name, hex(await source.digest('sha256', 0, source.size)));
  return digests;
}

/** Every file is the one that the manifest names, and there is no other. One link for each that is not. */
export function judgeFiles(manifest: DossierManifest, digests: ReadonlyMap<string, string>): readonly DossierLink[] {
  const faults: DossierLink[] = [];
  const listed = new Set<string>();
  for (const { name, sha256 } of manifest.files) {
    listed.add(name);
    const found = digests.get(name);
    if (found === undefined)
      faults.push(
        broken('files', name, 'è nel manifesto ma non nel fascicolo', 'is in the manifest, not in the dossier'),
      );
    else if (found !== sha256)
      faults.push(
        broken('files', name, 'è stato alterato: la sua impronta è un’altra', 'was altered: its digest is another'),
      );
  }
  for (const name of digests.keys()) {
    if (listed.has(name) || BESIDE.has(name)) continue;
    faults.push(
      broken(
        'files',
        name,
        'non è nel manifesto: nessuno ne risponde',
        'is not in the manifest: nobody vouches for it',
      ),
    );
  }
  if (faults.length > 0) return faults;
  const count = manifest.files.length;
  return [ok('files', MANIFEST.manifest, `tutti i ${count} file corrispondono`, `all ${count} files agree`)];
}

/**
 * The plain list of digests beside the manifest: nobody signs it, but every octet of the archive is in it, those of the signatures
 * and time-stamps too, so that damage is found wherever it is.
 */
export async function judgeSums(
  source: ByteSource | undefined,
  digests: ReadonlyMap<string, string>,
): Promise<readonly DossierLink[]> {
  if (source === undefined) return [notJudged('files', MANIFEST.sums, 'manca', 'is missing')];
  if (source.size > MAX_SUMS_OCTETS) return [broken('files', MANIFEST.sums, 'è troppo grande', 'is too large')];
  const text = new TextDecoder().decode(await allBytes(source, MAX_SUMS_OCTETS));
  const sums = new Map<string, string>();
  for (const line of text.split('\n').slice(0, -1)) {
    const found = SUM.exec(line);
    if (found === null) return [broken('files', MANIFEST.sums, 'è stato alterato', 'was altered')];
    sums.set(found[2]!, found[1]!);
  }
  const expected = [...digests].filter(([name]) => name !== MANIFEST.sums);
  const wrong = expected.filter(([name, digest]) => sums.get(name) !== digest).map(([name]) => name);
  if (wrong.length > 0 || sums.size !== expected.length || !text.endsWith('\n')) {
    const names = wrong.join(', ') || MANIFEST.sums;
    return [broken('files', names, `non corrisponde a ${MANIFEST.sums}`, `does not agree with ${MANIFEST.sums}`)];
  }
  return [];
}

/** `SHA256SUMS` as `sha256sum -c` reads it. */
export function writeSums(digests: Iterable<readonly [name: string, sha256: string]>): Uint8Array {
  return new TextEncoder().encode(Array.from(digests, ([name, sha256]) => `${sha256}  ${name}\n`).join(''));
}

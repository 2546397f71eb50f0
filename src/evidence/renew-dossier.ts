import {
  digest,
  evidenceRecordOf,
  rehashEvidenceRecords,
  renewEvidenceRecords,
  type Stamp,
  timestampResponse,
} from '#cms';
import { hex } from '#mime';
import type { ArchiveFiles } from './dossier-archive.ts';
import { MANIFEST } from './dossier-manifest.ts';
import { allBytes, type ByteSource } from './dossier-source.ts';
import { bytesContent, type Content, type StreamDigest, type WeighedFile, weigh } from './dossier-write.ts';
import { EvidenceFault } from './fault.ts';
import { digestsOf, writeSums } from './judge-files.ts';
import { tokenOf } from './judge-log.ts';
import { renewedDigest } from './judge-renewal.ts';

const MAX_OCTETS = 16 * 1_048_576;
const PIECE = 1_048_576;

/** What a renewal did. */
export interface RenewedDossier {
  readonly files: readonly WeighedFile[];
  /** `stamped`: it had no time-stamp yet, and has one now. */
  readonly did: 'stamped' | 'renewed' | 'rehashed';
}

/**
 * Renews the time-stamp of a dossier (RFC 4998 5.2), before its certificate ends: every file stays as it is, `manifest.json.ers` comes beside
 * them. `rehash`: also with another digest algorithm, before SHA-256 weakens. Throws EvidenceFault when there is nothing to renew.
 */
export async function renewDossier(
  files: ArchiveFiles,
  { stamp, rehash, sha256 }: { readonly stamp: Stamp; readonly rehash: boolean; sha256(): StreamDigest },
): Promise<RenewedDossier> {
  const added = await addedBy(files, stamp, rehash);
  const replaced = new Set<string>([added.name, MANIFEST.sums]);
  const kept = [...files].filter(([name]) => !replaced.has(name));
  const weighed = await Promise.all(kept.map(([name, source]) => weigh(name, contentOf(source), sha256())));
  weighed.push(await weigh(added.name, bytesContent(added.bytes), sha256()));
  const sums = writeSums(weighed.map((file) => [file.name, hex(file.sha256)]));
  return { files: [...weighed, await weigh(MANIFEST.sums, bytesContent(sums), sha256())], did: added.did };
}

async function addedBy(files: ArchiveFiles, stamp: Stamp, rehash: boolean) {
  const signature = await bytesOf(files, MANIFEST.signature);
  if (signature === undefined) throw new EvidenceFault('the manifest of this dossier is not signed: nothing to renew');
  await refuseDamaged(files);
  const response = await bytesOf(files, MANIFEST.timestamp);
  if (response === undefined) {
    const token = await stamp(await digest('sha256', signature));
    return { name: MANIFEST.timestamp, bytes: timestampResponse(token), did: 'stamped' as const };
  }
  const record = (await bytesOf(files, MANIFEST.evidenceRecord)) ?? evidenceRecordOf(tokenOf(response));
  if (!rehash) {
    const [renewed] = await renewEvidenceRecords([record], stamp);
    return { name: MANIFEST.evidenceRecord, bytes: renewed!, did: 'renewed' as const };
  }
  const algorithm = 'sha512';
  const whole = (await renewedDigest(files, algorithm))!;
  const [rehashed] = await rehashEvidenceRecords([{ record, digest: whole }], { algorithm, stamp });
  return { name: MANIFEST.evidenceRecord, bytes: rehashed!, did: 'rehashed' as const };
}

/** A stamp over what is damaged would only make it look older. */
async function refuseDamaged(files: ArchiveFiles): Promise<void> {
  const sums = await bytesOf(files, MANIFEST.sums);
  if (sums === undefined) return;
  const expected = new TextDecoder().decode(sums);
  for (const [name, digest] of await digestsOf(files)) {
    if (name !== MANIFEST.sums && !expected.includes(`${digest}  ${name}\n`))
      throw new EvidenceFault(`${name} was altered since the dossier was made: it is not renewed`);
  }
}

async function bytesOf(files: ArchiveFiles, name: string): Promise<Uint8Array | undefined> {
  const source = files.get(name);
  return source && allBytes(source, MAX_OCTETS);
}

function contentOf(source: ByteSource): Content {
  return {
    size: source.size,
    async *read() {
      for (let at = 0; at < source.size; at += PIECE) yield await source.read(at, Math.min(at + PIECE, source.size));
    },
  };
}

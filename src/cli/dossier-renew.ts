import { nodeDigests } from '#adapters/files';
import { openArchive, renewDossier } from '#evidence';
import type { TimestampAuthority } from '#ports';
import { CliFault, EXIT } from './exit.ts';
import { openFileSource } from './file-source.ts';
import { withDisclosure } from './open-disclosure.ts';
import type { ProviderOptions } from './open-provider.ts';
import { printJson } from './print.ts';
import { readDers } from './read-trust.ts';
import { writeArchiveFile } from './write-archive.ts';

export interface RenewOptions extends ProviderOptions {
  readonly rehash?: true;
  readonly tsa?: string;
  readonly tsaRoot: readonly string[];
}

const DID = {
  stamped: 'it had no time-stamp, and has one now',
  renewed: 'its time-stamp was renewed',
  rehashed: 'its time-stamp was renewed, with another digest algorithm',
} as const;

/** `ceralacca dossier renew`: the archive is replaced by one with a newer time-stamp; every file in it stays as it is. */
export async function renew(path: string, options: RenewOptions): Promise<void> {
  const did = await withAuthority(options, async (authority) => {
    await using source = await openFileSource(path);
    const files = await openArchive(source);
    const stamp = (digest: Uint8Array) => authority.stamp(digest);
    const renewed = await renewDossier(files, { stamp, rehash: options.rehash === true, sha256: nodeDigests.sha256 });
    await writeArchiveFile(path, renewed.files);
    return renewed.did;
  });
  if (options.json === true) printJson({ file: path, did });
  else process.stdout.write(`${path}: ${DID[did]}.\n`);
}

async function withAuthority<T>(
  options: RenewOptions,
  work: (authority: TimestampAuthority) => Promise<T>,
): Promise<T> {
  if (options.tsa !== undefined) return await work(await authorityAt(options.tsa, options.tsaRoot));
  if (options.config === undefined && options.data === undefined)
    throw new CliFault('say who stamps: --tsa URL --tsa-root PEM, or the provider: --config FILE', EXIT.usage);
  return await withDisclosure(options, async ({ timestamps }) => {
    if (timestamps === undefined) throw new CliFault('the settings name no time-stamp authority: give --tsa URL');
    return await work(timestamps);
  });
}

async function authorityAt(url: string, roots: readonly string[]): Promise<TimestampAuthority> {
  if (roots.length === 0)
    throw new CliFault('--tsa needs --tsa-root: its answer is judged before it is kept', EXIT.usage);
  const [{ httpTimestampAuthority }, { systemRandom }] = await Promise.all([
    import('#adapters/timestamp-http'),
    import('#config'),
  ]);
  return httpTimestampAuthority({
    urls: [url],
    roots: roots.flatMap((path) => readDers(path, 'CERTIFICATE')),
    timeoutMs: 10_000,
    random: systemRandom(),
    legalTime: { now: Date.now },
  });
}

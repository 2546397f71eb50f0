import type { PecMessage } from '#pec';
import type { Blobs, Download, StoredMessage } from '#ports';
import type { OpenProvider } from './open-provider.ts';

/**
 * Who judges what calls itself PEC and is put into a mailbox by a command: as the server does, by the copies of the index and of the
 * revocation lists that it keeps. Where it has none yet, nothing is verified, and the keyword says so.
 */
export async function openJudge(
  provider: OpenProvider,
  blobs: Blobs,
): Promise<(message: StoredMessage, read: PecMessage) => Promise<readonly string[]>> {
  const [{ nodeDigests: digests }, { judgeKept }, { openProviderIndex }, { readDers }] = await Promise.all([
    import('#adapters/files'),
    import('#incoming-point'),
    import('#provider-index'),
    import('./read-trust.ts'),
  ]);
  const { store, now, trust } = provider;
  const legalTime = { now };
  const roots = trust.roots.flatMap((path) => readDers(path, 'CERTIFICATE'));
  const [authority] = readDers(trust.indexAuthority, 'CERTIFICATE');
  const downloads = { indexDownload: NOTHING, crlDownload: NOTHING, indexUrl: '', crlUrls: [] };
  const book = openProviderIndex({ store, legalTime, authority: authority!, ...downloads });
  await book.load();
  const { acceptSha1 } = trust;
  const ports = {
    trust: { index: book.view, roots: () => roots, crls: book.crls },
    digests,
    blobs,
    legalTime,
    acceptSha1,
  };
  return ({ rope }, read) => judgeKept(read, rope, ports);
}

/** A command fetches nothing: the server does. */
const NOTHING: Download = {
  get: () => Promise.reject(new Error('a command does not fetch the index')),
};

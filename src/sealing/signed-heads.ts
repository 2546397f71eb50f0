import { type Day, type LogHead, readSignedHead } from '#evidence';
import { sealedNames } from '#message-log';
import type { LogArchive } from '#ports';

/** One an hour, and some more when the provider was told to sign them oftener. */
const HEADS_PER_DAY = 100_000;
const PAGE = 500;

/** The heads of a day, in order of size, with the names of their documents. Throws EvidenceFault when one is not as it was signed. */
export async function headsOfDay(
  store: Pick<LogArchive, 'documents'>,
  day: Day,
): Promise<readonly { readonly name: string; readonly p7m: Uint8Array; readonly head: LogHead }[]> {
  const found = [];
  for (let after = ''; found.length < HEADS_PER_DAY; ) {
    const page = await store.documents(sealedNames.headsOf(day), { limit: PAGE, after });
    for (const { name, bytes } of page) found.push({ name, p7m: bytes, head: (await readSignedHead(bytes)).head });
    if (page.length < PAGE) break;
    after = page.at(-1)!.name;
  }
  return found;
}

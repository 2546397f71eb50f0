import type { LogQuery, StoredLogRecord } from '#ports';
import type { DisclosurePorts } from './disclosure.ts';

const PAGE = 5_000;

/** Every record that matches, oldest first, up to `most`. */
export async function readLog(
  query: Omit<LogQuery, 'limit' | 'newestFirst' | 'afterSeq'>,
  most: number,
  { store }: Pick<DisclosurePorts, 'store'>,
): Promise<readonly StoredLogRecord[]> {
  const found: StoredLogRecord[] = [];
  for (let afterSeq: number | undefined; found.length < most; afterSeq = found.at(-1)?.seq) {
    const limit = Math.min(PAGE, most - found.length);
    const page = await store.searchLog({ ...query, limit, ...(afterSeq !== undefined && { afterSeq }) });
    found.push(...page);
    if (page.length < limit) break;
  }
  return found;
}

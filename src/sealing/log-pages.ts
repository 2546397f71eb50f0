import type { Store, StoredLogRecord } from '#ports';

/** Records read at once: what is made of them holds up the process, and everybody it serves, for some milliseconds. */
const PAGE = 500;

/** Records of positions above `after`, up to `cut`, page by page. `cut` must be one that nothing slips behind (`LogArchive.logCut`). */
export async function* logPages(
  store: Pick<Store, 'searchLog'>,
  after: number,
  cut: number,
): AsyncGenerator<readonly StoredLogRecord[]> {
  for (let last = after; last < cut; ) {
    const page = await store.searchLog({ afterSeq: last, limit: PAGE });
    const within = page.filter(({ seq }) => seq <= cut);
    if (within.length > 0) yield within;
    if (within.length < PAGE) return;
    last = within.at(-1)!.seq;
  }
}

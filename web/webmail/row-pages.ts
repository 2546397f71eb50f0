/** Rows come from the server in pages, by position. */
export const PAGE_ROWS = 100;

/** Pages that hold the rows from `first` to `last`, and the neighbour one is about to come to. */
export function pagesFor(first: number, last: number, total: number, margin = 20): readonly number[] {
  if (total === 0) return [0];
  const from = Math.max(0, Math.floor((first - margin) / PAGE_ROWS));
  const to = Math.min(Math.floor((total - 1) / PAGE_ROWS), Math.floor((Math.max(last, first) + margin) / PAGE_ROWS));
  const pages = Array.from({ length: Math.max(1, to - from + 1) }, (_, at) => from + at);
  // The first one tells how many there are.
  return pages.includes(0) ? pages : [0, ...pages];
}

export interface RowPage<Row> {
  readonly total: number;
  readonly state: string;
  readonly rows: readonly Row[];
}

/** The pages that were read of another state of the folder than the newest: they are to be asked for again. */
export function stalePages<Row>(pages: ReadonlyMap<number, RowPage<Row>>, newest: string): readonly number[] {
  return [...pages].filter(([, { state }]) => state !== newest).map(([page]) => page);
}

/** The row at a position, if its page has come. */
export function rowAt<Row>(pages: ReadonlyMap<number, RowPage<Row>>, position: number): Row | undefined {
  return pages.get(Math.floor(position / PAGE_ROWS))?.rows[position % PAGE_ROWS];
}

import { newId } from '#issuing';
import { sliceRope } from '#mime';
import type { StoredMessage } from '#ports';
import type { KeptMerge } from './merge-card.ts';
import { readCsv } from './read-csv.ts';
import { MERGE_FAULT } from './told-reasons.ts';
import type { WritingPorts } from './writing-ports.ts';

export type Row = readonly string[];

const PAGE_ROWS = 200;
const MAX_OCTETS = 200_000_000;
const MAX_FAULTS = 500;

export interface TakenRows extends Pick<KeptMerge, 'columns' | 'rows' | 'pages' | 'faults'> {
  readonly stored: StoredMessage;
}

/** A CSV file as pages of rows in one stored message, so that any row is had by reading one page. Undefined: it has no row. */
export async function takeRows(
  octets: AsyncIterable<Uint8Array>,
  { blobs, legalTime, random }: Pick<WritingPorts, 'blobs' | 'legalTime' | 'random'>,
): Promise<TakenRows | undefined> {
  const columns: string[] = [];
  const pages: number[] = [];
  const faults: KeptMerge['faults'] = [];
  let rows = 0;
  async function* paged(): AsyncGenerator<Uint8Array> {
    let at = 0;
    let page: Row[] = [];
    const write = (): Uint8Array => {
      const octets = new TextEncoder().encode(JSON.stringify(page));
      pages.push(at);
      at += octets.length;
      page = [];
      return octets;
    };
    for await (const row of readCsv(octets)) {
      if (columns.length === 0) {
        columns.push(...columnNames(row.cells));
        continue;
      }
      rows++;
      if (row.isUneven && faults.length < MAX_FAULTS)
        faults.push({ row: rows, detail: MERGE_FAULT.unevenRow(String(row.cells.length), String(columns.length)) });
      page.push(columns.map((_, place) => (row.cells[place] ?? '').trim()));
      if (page.length === PAGE_ROWS) yield write();
    }
    if (page.length > 0) yield write();
    pages.push(at);
  }
  const written = await blobs.write(paged(), { maxBytes: MAX_OCTETS });
  if (rows === 0) return undefined;
  return { columns, rows, pages, faults, stored: { id: newId(legalTime.now(), random), ...written } };
}

/** Each has a name of its own: what has none, or a second one of the same, is numbered. */
function columnNames(cells: readonly string[]): string[] {
  const names: string[] = [];
  for (const [place, cell] of cells.entries()) {
    const name =
      cell
        .replace(/[\p{Cc}{}]+/gu, ' ')
        .trim()
        .slice(0, 60) || `colonna ${place + 1}`;
    names.push(names.includes(name) ? `${name} ${place + 1}` : name);
  }
  return names;
}

/** Rows from one (the first is 1) up to, not including, another. */
export async function readRows(
  { file, pages, rows }: Pick<KeptMerge, 'file' | 'pages' | 'rows'>,
  from: number,
  to: number,
  { store, blobs }: Pick<WritingPorts, 'store' | 'blobs'>,
): Promise<readonly Row[]> {
  const message = await store.message(file);
  if (message === undefined) throw new Error(`rows ${file} are not in the store`);
  const [first, last] = [Math.floor((from - 1) / PAGE_ROWS), Math.floor((Math.min(to, rows + 1) - 2) / PAGE_ROWS)];
  const found: Row[] = [];
  for (let page = first; page <= last; page++) {
    const octets = await blobs.bytes(sliceRope(message.rope, pages[page]!, pages[page + 1]!), MAX_OCTETS);
    found.push(...(JSON.parse(new TextDecoder().decode(octets)) as Row[]));
  }
  const skipped = first * PAGE_ROWS;
  return found.slice(from - 1 - skipped, to - 1 - skipped);
}

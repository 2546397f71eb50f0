import { newId } from '#issuing';
import { hex, sliceRope } from '#mime';
import type { StoredMessage } from '#ports';
import type { KeptMerge } from './merge-card.ts';
import { readCsv } from './read-csv.ts';
import { MERGE_FAULT } from './told-reasons.ts';
import type { WritingPorts } from './writing-ports.ts';

/** A row of the file: as many cells as there are columns. */
export interface Row {
  readonly cells: readonly string[];
  /** Why it is left out, whatever the letter says. */
  readonly fault?: string;
}
/** As it is written: bare cells where nothing is wrong. */
type KeptRow = readonly string[] | Row;

const PAGE_ROWS = 200;
const MAX_OCTETS = 200_000_000;

export interface TakenRows extends Pick<KeptMerge, 'columns' | 'rows' | 'pages'> {
  readonly stored: StoredMessage;
}

/** A CSV file as pages of rows in one stored message, so that any row is had by reading one page. Undefined: it has no row. */
export async function takeRows(
  octets: AsyncIterable<Uint8Array>,
  { blobs, legalTime, random, digests }: Pick<WritingPorts, 'blobs' | 'legalTime' | 'random' | 'digests'>,
): Promise<TakenRows | undefined> {
  const columns: string[] = [];
  const pages: number[] = [];
  let rows = 0;
  async function* paged(): AsyncGenerator<Uint8Array> {
    let at = 0;
    let page: KeptRow[] = [];
    const seen = new Map<string, number>();
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
      const cells = columns.map((_, place) => (row.cells[place] ?? '').trim());
      const digest = digests.sha256();
      digest.update(new TextEncoder().encode(JSON.stringify(cells)));
      const same = hex(digest.digest());
      const before = seen.get(same);
      seen.set(same, before ?? rows);
      const fault = isUneven(row.cells, columns.length)
        ? MERGE_FAULT.unevenRow(String(row.cells.length), String(columns.length))
        : before === undefined
          ? undefined
          : MERGE_FAULT.rowAgain(String(before));
      page.push(fault === undefined ? cells : { cells, fault });
      if (page.length === PAGE_ROWS) yield write();
    }
    if (page.length > 0) yield write();
    pages.push(at);
  }
  const written = await blobs.write(paged(), { maxBytes: MAX_OCTETS });
  if (rows === 0) return undefined;
  return { columns, rows, pages, stored: { id: newId(legalTime.now(), random), ...written } };
}

/** Programs that write tables end rows with empty cells: those are no fault. */
function isUneven(cells: readonly string[], columns: number): boolean {
  return cells.length < columns || cells.slice(columns).some((cell) => cell.trim() !== '');
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
    const kept = JSON.parse(new TextDecoder().decode(octets)) as readonly KeptRow[];
    found.push(...kept.map((row) => ('cells' in row ? row : { cells: row })));
  }
  const skipped = first * PAGE_ROWS;
  return found.slice(from - 1 - skipped, to - 1 - skipped);
}

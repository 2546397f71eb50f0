import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { address, HOLDER_KINDS, line, type Sentence } from '#contract';
import { bulkWords, columnWords } from './bulk-words.ts';

/** Rows in one file. */
export const MOST_ROWS = 10_000;
/** Octets of one file: a row of 10,000 may be 800 long. */
export const MOST_BYTES = 8 * 1024 * 1024;

export interface RowFault {
  /** As a person counts in the file: the header is row 1. */
  readonly row: number;
  readonly column?: string;
  readonly detail: Sentence;
}

/** The columns, with all names by which a header may call them. */
const COLUMNS: Readonly<Record<string, string>> = {
  indirizzo: 'address',
  address: 'address',
  titolare: 'holder',
  holder: 'holder',
  'codice fiscale': 'taxCode',
  taxcode: 'taxCode',
  tipo: 'holderKind',
  holderkind: 'holderKind',
  kind: 'holderKind',
  organizzazione: 'organisation',
  organisation: 'organisation',
  ufficio: 'office',
  office: 'office',
  'spazio mib': 'quotaMiB',
  quotamib: 'quotaMiB',
  contatto: 'contactAddress',
  contactaddress: 'contactAddress',
};

const KIND_WORDS: Readonly<Record<string, (typeof HOLDER_KINDS)[number]>> = {
  persona: 'person',
  impresa: 'firm',
  professionista: 'professional',
  ente: 'public-body',
  straniero: 'foreign-resident',
};

const empty = (text: string) => (text === '' ? undefined : text);
const row = z.object({
  address,
  holder: line,
  taxCode: z.string().toUpperCase().transform(empty).optional(),
  holderKind: z
    .string()
    .toLowerCase()
    .transform((text) => KIND_WORDS[text] ?? text)
    .pipe(z.enum(HOLDER_KINDS)),
  organisation: z.string().transform(empty).optional(),
  office: z.string().transform(empty).optional(),
  quotaMiB: z
    .string()
    .regex(/^\d{0,7}$/)
    .transform(empty)
    .optional(),
  contactAddress: address,
});
export type BulkRow = z.output<typeof row>;

export interface BulkFile {
  /** With their number in the file. */
  readonly rows: readonly { readonly at: number; readonly given: BulkRow }[];
  readonly faults: readonly RowFault[];
}

/**
 * Reads a file of mailboxes: comma or semicolon, a header with the names above in any order, UTF-8. What is wrong with a row is told of that
 * row; a file that is none, or too long, has one fault and no row.
 */
export function readBulkFile(octets: Uint8Array): BulkFile {
  const whole = (detail: Sentence): BulkFile => ({ rows: [], faults: [{ row: 1, detail }] });
  let text: string;
  let records: string[][];
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return whole(bulkWords.notUtf8);
  }
  try {
    records = parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      delimiter: delimiterOf(text),
      max_record_size: 10_000,
      to: MOST_ROWS + 2,
    });
  } catch (fault) {
    return whole(bulkWords.notCsv((fault as Error).message.slice(0, 200)));
  }
  const [header = [], ...body] = records;
  if (body.length > MOST_ROWS) return whole(bulkWords.tooMany(MOST_ROWS));
  const columns = header.map(
    (name) => COLUMNS[name.trim().toLowerCase().replaceAll('_', ' ')] ?? COLUMNS[name.trim().toLowerCase()],
  );
  for (const needed of ['address', 'holder', 'holderKind', 'contactAddress'])
    if (!columns.includes(needed)) return whole(bulkWords.noColumn(needed));
  if (new Set(columns.filter(Boolean)).size !== columns.filter(Boolean).length) return whole(bulkWords.columnTwice);
  return readRows(columns, body);
}

function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  return header.split(';').length > header.split(',').length ? ';' : ',';
}

function readRows(columns: readonly (string | undefined)[], body: readonly string[][]): BulkFile {
  const rows: BulkFile['rows'][number][] = [];
  const faults: RowFault[] = [];
  const seen = new Map<string, number>();
  for (const [index, cells] of body.entries()) {
    const at = index + 2;
    const named = columns.flatMap((column, n) => (column === undefined ? [] : [[column, cells[n] ?? ''] as const]));
    const read = row.safeParse(Object.fromEntries(named));
    if (!read.success) {
      for (const column of new Set(read.error.issues.map(({ path }) => String(path[0]))))
        faults.push({ row: at, column, detail: columnWords(column) });
      continue;
    }
    const key = read.data.address.toLowerCase();
    const before = seen.get(key);
    if (before !== undefined) faults.push({ row: at, column: 'address', detail: bulkWords.again(before) });
    else rows.push({ at, given: read.data });
    seen.set(key, before ?? at);
  }
  return { rows, faults };
}

import { Readable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import type { Sentence } from '#contract';
import { ipaWords } from './ipa-words.ts';

/** Bodies, their areas (AOO), their offices (UO). */
export type IpaFamily = 'enti' | 'aoo' | 'uo';

export interface IpaMail {
  readonly address: string;
  readonly kind: 'certified' | 'ordinary';
}

/** One row of the IPA, as far as it is used; the file itself is kept as it came. */
export interface IpaRow {
  /** Unique within its family. */
  readonly code: string;
  /** Codice IPA of the body it belongs to. */
  readonly body: string;
  readonly name: string;
  readonly bodyName: string;
  readonly taxCode?: string;
  readonly parent?: string;
  readonly site?: string;
  readonly official?: string;
  readonly mails: readonly IpaMail[];
}

export interface IpaFile {
  readonly rows: readonly IpaRow[];
  /** Rows that could not be used. */
  readonly leftOut: number;
  /** The first of them. Row: as a person counts, the header is 1. */
  readonly faults: readonly { readonly row: number; readonly detail: Sentence }[];
  readonly totalFaults: number;
}

/** What was sent is no such file, and why. */
export class NoIpaFile extends Error {
  override readonly name = 'NoIpaFile';
  readonly detail: Sentence;
  constructor(detail: Sentence) {
    super(detail.en);
    this.detail = detail;
  }
}

/** Every column by which either family of files may call a thing (spec/protocollo 4.2), lower case. */
interface Columns {
  readonly code: readonly string[];
  readonly name: readonly string[];
  /** Without this one the file is not of this family. */
  readonly mark: readonly string[];
}

const COLUMNS: Readonly<Record<IpaFamily, Columns>> = {
  enti: {
    code: ['codice_ipa', 'cod_amm'],
    name: ['denominazione_ente', 'des_amm'],
    mark: ['codice_categoria', 'tipologia_amm', 'tipologia', 'sito_istituzionale'],
  },
  aoo: {
    code: ['codice_uni_aoo', 'cod_aoo'],
    name: ['denominazione_aoo', 'des_aoo'],
    mark: ['denominazione_aoo', 'des_aoo'],
  },
  uo: {
    code: ['codice_uni_uo', 'cod_uni_ou', 'cod_ou'],
    name: ['descrizione_uo', 'des_ou'],
    mark: ['descrizione_uo', 'des_ou'],
  },
};
const BODY = ['codice_ipa', 'cod_amm'];
const PARENT = ['codice_uni_uo_padre', 'cod_ou_padre'];
const MAILS = 5;
/** What people wrote for nothing. */
const NOTHING = new Set(['', 'null', 'da_indicare', 'non indicato', 'n.d.', 'nd', '-']);
const ADDRESS = /^[^\s@<>",;]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
const MOST_FAULTS = 1_000;
/** So many are read before others get their turn. */
const BREATH_ROWS = 500;

type Cells = ReadonlyMap<string, string>;

/**
 * Reads a file of the IPA: the open data of today (comma, `Codice_IPA`…) or the old ones (tab, `cod_amm`…), told apart by the header. Rows that
 * cannot be used are faults; the others are taken. Throws a NoIpaFile when it is no such file. It reads piece by piece, and lets others work
 * meanwhile.
 */
export async function readIpaFile(family: IpaFamily, octets: Uint8Array): Promise<IpaFile> {
  const end = octets.indexOf(0x0a);
  const header = new TextDecoder().decode(octets.subarray(0, end < 0 ? octets.length : end)).replace(/^\uFEFF/, '');
  const delimiter = ['\t', ';', ','].find((sign) => header.includes(sign)) ?? ',';
  const columns = header.split(delimiter).map((name) => name.trim().replace(/^"|"$/g, '').toLowerCase());
  const { code, name, mark } = COLUMNS[family];
  for (const wanted of [code, name, mark])
    if (!wanted.some((column) => columns.includes(column))) throw new NoIpaFile(ipaWords.noFamily(family, wanted));
  const records = Readable.from(piecesOf(octets)).pipe(
    parse({
      ...{ bom: true, delimiter, from: 2, relax_column_count: true, skip_empty_lines: true, max_record_size: 100_000 },
      // The old files quote nothing, and have quotes in names.
      ...(delimiter === '\t' ? { quote: null } : { relax_quotes: true }),
    }),
  );
  return await readRows(family, columns, records);
}

const PIECE = 65_536;

function* piecesOf(octets: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < octets.length; at += PIECE) yield octets.subarray(at, at + PIECE);
}

async function readRows(
  family: IpaFamily,
  columns: readonly string[],
  records: AsyncIterable<string[]>,
): Promise<IpaFile> {
  const rows = new Map<string, IpaRow>();
  const faults: { row: number; detail: Sentence }[] = [];
  let at = 1;
  let totalFaults = 0;
  let leftOut = 0;
  const fault = (detail: Sentence) => {
    totalFaults += 1;
    if (faults.length < MOST_FAULTS) faults.push({ row: at, detail });
  };
  for await (const record of legible(records, () => at)) {
    at += 1;
    if (at % BREATH_ROWS === 0) await breathe();
    const cells: Cells = new Map(columns.map((column, n) => [column, clean(record[n])] as const));
    const row = readRow(family, cells, fault);
    if (row !== undefined && !rows.has(row.code)) {
      rows.set(row.code, row);
      continue;
    }
    leftOut += 1;
    if (row !== undefined) fault(ipaWords.twice(row.code));
  }
  return { rows: [...rows.values()], leftOut, faults, totalFaults };
}

/** Octets that are no CSV from somewhere on: nothing of the file is used. */
async function* legible(records: AsyncIterable<string[]>, at: () => number): AsyncIterable<string[]> {
  try {
    yield* records;
  } catch (fault) {
    throw fault instanceof CsvError ? new NoIpaFile(ipaWords.unreadable(at())) : fault;
  }
}

function readRow(family: IpaFamily, cells: Cells, fault: (detail: Sentence) => void): IpaRow | undefined {
  const first = (names: readonly string[]) => names.map((name) => cells.get(name)).find((value) => value);
  const body = first(BODY)?.toLowerCase();
  const own = first(COLUMNS[family].code);
  const name = first(COLUMNS[family].name);
  if (body === undefined || own === undefined || name === undefined) {
    fault(ipaWords.missing[body === undefined ? 'body' : own === undefined ? 'code' : 'name']);
    return undefined;
  }
  // The old codes of AOO and offices are unique only within their body.
  const isUnique = family !== 'enti' && cells.has(COLUMNS[family].code[0]!);
  const code = family === 'enti' ? body : isUnique ? own : `${body}/${own}`;
  const official = [first(['nome_responsabile', 'nome_resp']), first(['cognome_responsabile', 'cogn_resp'])]
    .filter((word) => word !== undefined)
    .join(' ');
  const taxCode = first(['codice_fiscale_ente', 'cf']);
  const parent = first(PARENT);
  const site = first(['sito_istituzionale']);
  return {
    ...{ code, body, name },
    bodyName: first(COLUMNS.enti.name) ?? name,
    ...(taxCode !== undefined && { taxCode }),
    ...(parent !== undefined && { parent: isUnique ? parent : `${body}/${parent}` }),
    ...(site !== undefined && { site }),
    ...(official !== '' && { official }),
    mails: readMails(cells, fault),
  };
}

function readMails(cells: Cells, fault: (detail: Sentence) => void): readonly IpaMail[] {
  const found = new Map<string, IpaMail>();
  for (let n = 1; n <= MAILS; n++) {
    const address = cells.get(`mail${n}`)?.toLowerCase();
    if (!address) continue;
    if (!ADDRESS.test(address)) fault(ipaWords.noAddress(`mail${n}`));
    else if (!found.has(address)) found.set(address, { address, kind: kindOf(cells.get(`tipo_mail${n}`)) });
  }
  return [...found.values()];
}

/** `Sercq`: a qualified service (eIDAS), certified as well. */
function kindOf(type = ''): IpaMail['kind'] {
  return ['pec', 'sercq'].includes(type.toLowerCase()) ? 'certified' : 'ordinary';
}

function clean(cell: string | undefined): string {
  const text = (cell ?? '').trim();
  return NOTHING.has(text.toLowerCase()) ? '' : text;
}

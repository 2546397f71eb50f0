import { stringify } from 'csv-stringify/sync';
import type { Language } from '#contract';
import { isoLegalTime } from '#pec';
import { type KeptMerge, type MergeRow, readRow, rowOf, settledRows } from './merge-card.ts';
import { endOf } from './merge-follow.ts';
import { readRows } from './merge-rows.ts';
import type { WritingPorts } from './writing-ports.ts';

const PAGE = 200;
type Words = Readonly<Record<MergeRow['state'] | 'waiting', string>> & { readonly heads: readonly string[] };

/** Heads of our columns, and what became of a row, in the language of who asks. */
const WORDS = {
  it: {
    heads: ['riga', 'esito', 'identificativo', 'quando', 'motivo'],
    ...{ waiting: 'non inviato', accepted: 'accettato', refused: 'non accettato' },
    ...{ delivered: 'consegnato', failed: 'non consegnato' },
  },
  en: {
    heads: ['row', 'outcome', 'identifier', 'when', 'reason'],
    ...{ waiting: 'not sent', accepted: 'accepted', refused: 'not accepted' },
    ...{ delivered: 'delivered', failed: 'not delivered' },
  },
  de: {
    heads: ['Zeile', 'Ergebnis', 'Kennung', 'wann', 'Grund'],
    ...{ waiting: 'nicht gesendet', accepted: 'angenommen', refused: 'nicht angenommen' },
    ...{ delivered: 'zugestellt', failed: 'nicht zugestellt' },
  },
} as const satisfies Readonly<Record<Language, Words>>;

/** Each row as it came, with what became of it by now. A stream: memory is that of a page. */
export async function* mergeReport(
  id: string,
  owner: string,
  merge: KeptMerge,
  language: Language,
  ports: WritingPorts,
): AsyncGenerator<Uint8Array> {
  const write = (rows: readonly (readonly string[])[], bom = false) =>
    new TextEncoder().encode(
      stringify(rows as string[][], { delimiter: ';', record_delimiter: '\r\n', escape_formulas: true, bom }),
    );
  const [row, ...ours] = WORDS[language].heads;
  yield write([[row, ...merge.columns, ...ours]], true);
  for (let from = 1; from <= merge.rows; from += PAGE) {
    const [rows, cards] = await Promise.all([
      readRows(merge, from, from + PAGE, ports),
      settledRows(id, owner, from, PAGE, ports),
    ]);
    const settled = new Map(cards.map((card) => [rowOf(card), readRow(card)]));
    const told = await Promise.all(rows.map((_, at) => tell(settled.get(from + at), language, ports)));
    yield write(rows.map(({ cells }, at) => [String(from + at), ...cells, ...told[at]!]));
  }
}

async function tell(row: MergeRow | undefined, language: Language, ports: WritingPorts): Promise<readonly string[]> {
  const words = WORDS[language];
  if (row === undefined) return [words.waiting, '', '', ''];
  const state = row.state === 'accepted' ? ((await endOf(row, ports)) ?? row.state) : row.state;
  return [words[state], row.identificativo ?? '', isoLegalTime(row.at), row.reason ?? ''];
}

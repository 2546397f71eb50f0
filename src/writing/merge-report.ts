import { stringify } from 'csv-stringify/sync';
import { isoLegalTime } from '#pec';
import { type KeptMerge, type MergeRow, readRow, rowOf, settledRows } from './merge-card.ts';
import { endOf } from './merge-follow.ts';
import { readRows } from './merge-rows.ts';
import type { WritingPorts } from './writing-ports.ts';

const PAGE = 200;
const STATES: Readonly<Record<MergeRow['state'], string>> = {
  accepted: 'accettato',
  refused: 'non accettato',
  delivered: 'consegnato',
  failed: 'non consegnato',
};
const WAITING = 'non inviato';

/** Each row as it came, with what became of it by now. A stream: memory is that of a page. */
export async function* mergeReport(
  id: string,
  owner: string,
  merge: KeptMerge,
  ports: WritingPorts,
): AsyncGenerator<Uint8Array> {
  const write = (rows: readonly (readonly string[])[], bom = false) =>
    new TextEncoder().encode(
      stringify(rows as string[][], { delimiter: ';', record_delimiter: '\r\n', escape_formulas: true, bom }),
    );
  yield write([['riga', ...merge.columns, 'esito', 'identificativo', 'quando', 'motivo']], true);
  for (let from = 1; from <= merge.rows; from += PAGE) {
    const [rows, cards] = await Promise.all([
      readRows(merge, from, from + PAGE, ports),
      settledRows(id, owner, from, PAGE, ports),
    ]);
    const settled = new Map(cards.map((card) => [rowOf(card), readRow(card)]));
    const told = await Promise.all(rows.map((_, at) => tell(settled.get(from + at), ports)));
    yield write(rows.map((row, at) => [String(from + at), ...row, ...told[at]!]));
  }
}

async function tell(row: MergeRow | undefined, ports: WritingPorts): Promise<readonly string[]> {
  if (row === undefined) return [WAITING, '', '', ''];
  const state = row.state === 'accepted' ? ((await endOf(row, ports)) ?? row.state) : row.state;
  return [STATES[state], row.identificativo ?? '', isoLegalTime(row.at), row.reason ?? ''];
}

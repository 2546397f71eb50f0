import type { Letter } from '#contract';
import { isAddress } from '#mime';
import type { KeptMerge } from './merge-card.ts';
import { addressOf, unknownColumns } from './merge-letter.ts';
import { type Row, readRows } from './merge-rows.ts';
import { MERGE_FAULT } from './told-reasons.ts';
import type { WritingPorts } from './writing-ports.ts';

const MAX_FAULTS = 500;
const PAGE = 2_000;

type Addressed = Pick<KeptMerge, 'columns' | 'addressColumn'>;

/** Why this row is sent to nobody, before and while the others go; undefined: it goes. */
export function whyLeftOut(merge: Addressed, row: Row): string | undefined {
  if (row.fault !== undefined) return row.fault;
  const address = addressOf(merge, row.cells);
  if (address === '') return MERGE_FAULT.addressMissing;
  return isAddress(address) ? undefined : MERGE_FAULT.addressWrong(address.slice(0, 100));
}

/**
 * What can be seen before anything is sent: words that are no column (row 0), rows that are left out, and addresses that stand in several
 * rows, each of which goes. The first of them, and how many rows are left out in all. A letter is saved often, the column of addresses is
 * seldom another than `before`: then the rows are not read again.
 */
export async function judgeRows(
  merge: KeptMerge,
  letter: Letter,
  ports: Pick<WritingPorts, 'store' | 'blobs'>,
  before?: KeptMerge,
): Promise<Pick<KeptMerge, 'faults' | 'leftOut'>> {
  const faults = unknownColumns(merge, letter).map((name) => ({ row: 0, detail: MERGE_FAULT.unknownColumn(name) }));
  if (before?.leftOut !== undefined && before.addressColumn === merge.addressColumn)
    return { faults: [...faults, ...before.faults.filter(({ row }) => row > 0)], leftOut: before.leftOut };
  const seen = new Map<string, number>();
  let leftOut = 0;
  for (let from = 1; from <= merge.rows; from += PAGE) {
    const rows = await readRows(merge, from, from + PAGE, ports);
    for (const [at, row] of rows.entries()) {
      const why = whyLeftOut(merge, row);
      if (why !== undefined) leftOut++;
      const detail = why ?? sameAddress(addressOf(merge, row.cells), seen, from + at);
      if (detail !== undefined && faults.length < MAX_FAULTS) faults.push({ row: from + at, detail });
    }
  }
  return { faults, leftOut };
}

function sameAddress(address: string, seen: Map<string, number>, row: number): string | undefined {
  const before = seen.get(address.toLowerCase());
  seen.set(address.toLowerCase(), before ?? row);
  return before === undefined ? undefined : MERGE_FAULT.addressAgain(String(before));
}

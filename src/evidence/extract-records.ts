import { latin1ToString } from '#mime';
import { EvidenceFault } from './fault.ts';
import { LineSplitter } from './line-splitter.ts';

/** A record as it stands in the file of a day. */
export interface FoundRecord {
  readonly seq: number;
  /** Its leaf. */
  readonly index: number;
  /** Lower-case hex. */
  readonly salt: string;
  /** The exact text of the record. */
  readonly text: string;
}

const FRAME = /^\{"salt":"([0-9a-f]{32})","chain":"[0-9a-f]{64}","record":\{"seq":(\d{1,16}),/;
const FRAME_OCTETS = 160;
const RECORD_AT = '{"salt":"'.length + 32 + '","chain":"'.length + 64 + '","record":'.length;

/**
 * Finds records by their positions in the file of a day (docs/sealed-log.md), reading it once and no further than the last. What it finds is
 * proved by the tree, not by this reading. Throws EvidenceFault when a line is none of the log.
 */
export async function findRecords(
  file: AsyncIterable<Uint8Array>,
  wanted: ReadonlySet<number>,
): Promise<readonly FoundRecord[]> {
  const found: FoundRecord[] = [];
  const splitter = new LineSplitter();
  let index = 0;
  for await (const chunk of file) {
    for (const line of splitter.push(chunk)) {
      if (index > 0 && line[2] !== END_MARK) take(line, index);
      index++;
      if (found.length === wanted.size) return found;
    }
  }
  return found;

  function take(line: Uint8Array, at: number): void {
    const frame = FRAME.exec(latin1ToString(line.subarray(0, FRAME_OCTETS)));
    if (frame === null) throw new EvidenceFault(`line ${at + 1} is no record of the log`);
    const seq = Number(frame[2]);
    if (!wanted.has(seq)) return;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(line.subarray(RECORD_AT, -1));
    found.push({ seq, index: at, salt: frame[1]!, text });
  }
}

/** The third octet tells a record line from the end line: `{"salt` or `{"end`. */
const END_MARK = 'e'.charCodeAt(0);

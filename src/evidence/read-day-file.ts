import { hex, latin1ToString } from '#mime';
import type { Instant } from '#pec';
import { type DayEnding, type DayOpening, readEndingLine, readOpeningLine } from './day-lines.ts';
import { commitmentOf, DayTally, SALT_OCTETS } from './day-tally.ts';
import { EvidenceFault } from './fault.ts';
import { fromHex } from './hex-text.ts';
import { LineSplitter } from './line-splitter.ts';
import { type LogEntry, readLogRecordText } from './log-record-text.ts';
import type { Sha256 } from './merkle-hash.ts';

/** A record as it stands in the file, its place in chain and tree checked. */
export interface DayRecord {
  /** Number of its line; the head line is 1. */
  readonly line: number;
  /** Its leaf. */
  readonly index: number;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
  /** The exact octets of `record`, as text. */
  readonly text: string;
  readonly record: LogEntry;
}

/** What a whole day file says: every line of it checked. */
export interface DayContent {
  readonly opening: DayOpening;
  readonly records: number;
  /** Leaves of the tree. */
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
  readonly chain: string;
  readonly closed: Instant;
}

export type DayVerdict =
  | ({ readonly ok: true } & DayContent)
  /** The first broken line, and what is wrong with it. */
  | { readonly ok: false; readonly line: number; readonly fault: string };

export interface DayReader {
  readonly sha256: Sha256;
  /** Told of the commitment of each leaf, in order: the head line's first. With them `.leaves` is rebuilt. */
  onLeaf?(commitment: Uint8Array): void;
  /** Told of each record, in order; what it says counts only when the verdict is good. */
  onRecord?(record: DayRecord): void;
}

const SALT_OPENS = '{"salt":"';
const SALT_AT = SALT_OPENS.length;
const CHAIN_OPENS = '","chain":"';
const CHAIN_AT = SALT_AT + 2 * SALT_OCTETS + CHAIN_OPENS.length;
const RECORD_OPENS = '","record":';
const RECORD_AT = CHAIN_AT + 64 + RECORD_OPENS.length;
/** The third octet tells a record line from the end line: `{"salt` or `{"end`. */
const END_MARK = 'e'.charCodeAt(0);

/**
 * Reads and checks a day file (docs/sealed-log.md): layout, order of `seq`, chain, count, end line. Never holds more than a line. It judges
 * the file alone: compare `root`, `size` and `previous` with the signed head, and its octets with the signature over them.
 */
export async function verifyDayFile(chunks: AsyncIterable<Uint8Array>, reader: DayReader): Promise<DayVerdict> {
  const reading = new DayReading(reader);
  try {
    const splitter = new LineSplitter();
    for await (const chunk of chunks) for (const line of splitter.push(chunk)) reading.take(line);
    return { ok: true, ...reading.finish(splitter.rest()) };
  } catch (fault) {
    if (!(fault instanceof EvidenceFault)) throw fault;
    return { ok: false, line: reading.line, fault: fault.message };
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class DayReading {
  /** Number of the line that is being read. */
  line = 1;
  readonly #reader: DayReader;
  #begun: { readonly opening: DayOpening; readonly tally: DayTally } | undefined;
  #ending: DayEnding | undefined;

  constructor(reader: DayReader) {
    this.#reader = reader;
  }

  take(octets: Uint8Array): void {
    const begun = this.#begun;
    if (this.#ending !== undefined) throw new EvidenceFault('a line stands behind the end line');
    if (begun === undefined) this.#begin(octets);
    else if (octets[2] === END_MARK) this.#end(octets, begun.tally);
    else this.#record(octets, begun.tally);
    this.line++;
  }

  finish(rest: Uint8Array): DayContent {
    if (rest.length > 0) throw new EvidenceFault('the last line has no LF: the file was cut');
    const [begun, ending] = [this.#begun, this.#ending];
    if (begun === undefined || ending === undefined)
      throw new EvidenceFault('the end line is missing: the file was cut');
    const { opening, tally } = begun;
    const { records, chain, closed } = ending;
    return { opening, records, size: tally.size, root: hex(tally.root()), chain, closed };
  }

  #begin(octets: Uint8Array): void {
    const opening = readOpeningLine(textOf(octets));
    const tally = DayTally.begin(octets, this.#reader.sha256);
    this.#begun = { opening, tally };
    this.#reader.onLeaf?.(tally.chain);
  }

  #record(octets: Uint8Array, tally: DayTally): void {
    const { salt, chain, recordOctets } = takeApart(octets);
    const text = textOf(recordOctets);
    const record = readLogRecordText(text);
    const commitment = commitmentOf(salt, recordOctets, this.#reader.sha256);
    if (hex(tally.add(record.seq, commitment)) !== chain)
      throw new EvidenceFault(
        `record ${record.seq}: the chain value doesn't fit: it was altered, or what stood before it was removed`,
      );
    this.#reader.onLeaf?.(commitment);
    this.#reader.onRecord?.({ line: this.line, index: tally.size - 1, salt, commitment, text, record });
  }

  #end(octets: Uint8Array, tally: DayTally): void {
    const ending = readEndingLine(textOf(octets));
    if (ending.records !== tally.size - 1)
      throw new EvidenceFault(`the end line counts ${ending.records} records, the file has ${tally.size - 1}`);
    if (ending.chain !== hex(tally.chain))
      throw new EvidenceFault('the chain value of the end line is not the last one');
    this.#ending = ending;
  }
}

/** Salt, chain value and record by their places, which are always the same. */
function takeApart(line: Uint8Array): { salt: Uint8Array; chain: string; recordOctets: Uint8Array } {
  const frame = latin1ToString(line.subarray(0, RECORD_AT));
  const saltText = frame.slice(SALT_AT, SALT_AT + 2 * SALT_OCTETS);
  const salt = fromHex(saltText);
  const chain = frame.slice(CHAIN_AT, CHAIN_AT + 64);
  const isWhole = frame === `${SALT_OPENS}${saltText}${CHAIN_OPENS}${chain}${RECORD_OPENS}` && line.at(-1) === 0x7d;
  if (salt?.length !== SALT_OCTETS || !isWhole)
    throw new EvidenceFault('not a record line with salt, chain and record');
  return { salt, chain, recordOctets: line.subarray(RECORD_AT, -1) };
}

function textOf(octets: Uint8Array): string {
  try {
    return decoder.decode(octets);
  } catch {
    throw new EvidenceFault('the line is not UTF-8');
  }
}

import { concat, hex } from '#mime';
import type { Instant } from '#pec';
import { type DayOpening, endingLine, openingLine } from './day-lines.ts';
import { DayTally, SALT_OCTETS } from './day-tally.ts';
import { type LogEntry, logRecordText } from './log-record-text.ts';
import { HASH_OCTETS, type Sha256 } from './merkle-hash.ts';

/** What a writer of days is given. */
export interface DayTools {
  readonly sha256: Sha256;
  /** The salt of the record with this `seq`: the first 16 octets of HMAC-SHA256 of the day's secret and `seq`. */
  saltOf(seq: number): Uint8Array;
}

/** Octets for the file, and those for `.leaves` beside it. */
export interface WrittenLines {
  readonly lines: Uint8Array;
  /** Commitments of these lines, 32 octets each. */
  readonly commitments: Uint8Array;
}

const utf8 = new TextEncoder();

/** Writes the log of a day (docs/sealed-log.md): the head line, records in the order of `seq`, the end line. Keeps nothing but the tally. */
export class DayWriter {
  readonly tally: DayTally;
  /** The head line, with LF, and its commitment: the first octets of the two files. */
  readonly opening: WrittenLines;
  readonly #tools: DayTools;
  #records = 0;

  constructor(opening: DayOpening, tools: DayTools) {
    const line = utf8.encode(openingLine(opening));
    this.#tools = tools;
    this.tally = DayTally.begin(line, tools.sha256);
    this.opening = { lines: concat([line, Uint8Array.of(0x0a)]), commitments: this.tally.chain };
  }

  /** The lines of these records. Throws EvidenceFault when one can't be written or `seq` doesn't grow. */
  write(records: readonly LogEntry[]): WrittenLines {
    const commitments = new Uint8Array(records.length * HASH_OCTETS);
    const lines: string[] = [];
    for (const [index, record] of records.entries()) {
      const text = logRecordText(record);
      const salt = this.#tools.saltOf(record.seq);
      const commitment = this.#commit(salt, text);
      commitments.set(commitment, index * HASH_OCTETS);
      const chain = this.tally.add(record.seq, commitment);
      lines.push(`{"salt":"${hex(salt)}","chain":"${hex(chain)}","record":${text}}\n`);
    }
    this.#records += records.length;
    return { lines: utf8.encode(lines.join('')), commitments };
  }

  /** The end line, with LF. */
  end(closed: Instant): Uint8Array {
    return utf8.encode(`${endingLine({ records: this.#records, chain: hex(this.tally.chain), closed })}\n`);
  }

  #commit(salt: Uint8Array, text: string): Uint8Array {
    if (salt.length !== SALT_OCTETS) throw new RangeError(`a salt has ${SALT_OCTETS} octets, not ${salt.length}`);
    const octets = new Uint8Array(SALT_OCTETS + 3 * text.length);
    octets.set(salt);
    const { written } = utf8.encodeInto(text, octets.subarray(SALT_OCTETS));
    return this.#tools.sha256(octets.subarray(0, SALT_OCTETS + written));
  }
}

/** The whole file of a day in pieces, out of pages of records; `written` is told of each page, for `.leaves`. */
export async function* dayFile(
  writer: DayWriter,
  pages: AsyncIterable<readonly LogEntry[]>,
  closed: () => Instant,
  written: (commitments: Uint8Array) => void = () => {},
): AsyncGenerator<Uint8Array> {
  yield writer.opening.lines;
  written(writer.opening.commitments);
  for await (const page of pages) {
    const { lines, commitments } = writer.write(page);
    written(commitments);
    yield lines;
  }
  yield writer.end(closed());
}

import { concat } from '#mime';
import { EvidenceFault } from './fault.ts';

/** No line of the log is longer: a record holds no message. */
export const MAX_LINE_OCTETS = 1_048_576;

const LF = 0x0a;

/** Cuts a stream into its lines, LF left out; holds the beginning of one line at most. */
export class LineSplitter {
  #begun: Uint8Array[] = [];
  #octets = 0;

  /** The lines that this chunk ends; they are views of it where they can be. Throws EvidenceFault past the limit. */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      this.#begin(chunk.subarray(start, end));
      start = end + 1;
      yield this.#take();
    }
    if (start < chunk.length) this.#begin(chunk.subarray(start));
  }

  /** What stands behind the last LF. */
  rest(): Uint8Array {
    return this.#take();
  }

  #begin(piece: Uint8Array): void {
    this.#octets += piece.length;
    if (this.#octets > MAX_LINE_OCTETS) throw new EvidenceFault(`the line is longer than ${MAX_LINE_OCTETS} octets`);
    this.#begun.push(piece);
  }

  #take(): Uint8Array {
    const line = concat(this.#begun);
    this.#begun = [];
    this.#octets = 0;
    return line;
  }
}

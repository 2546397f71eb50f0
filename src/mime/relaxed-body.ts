const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
/** Line ends written at once when many that stood back are owed. */
const LINE_ENDS = Uint8Array.from({ length: 16_384 }, (_, at) => (at % 2 === 0 ? CR : LF));

/**
 * The `relaxed` form of a body (RFC 6376 3.4.4), over pieces cut anywhere: runs of white space become one space, at line ends none;
 * empty lines at the end go, and a last line without CRLF gets it. Only counts are kept between pieces, so memory stays flat.
 */
export class RelaxedBody {
  readonly #give: (octets: Uint8Array) => void;
  #out = new Uint8Array(0);
  /** White space was read and not yet written. */
  #space = false;
  #carriageReturn = false;
  /** CRLFs read and not yet written: they may be the last. */
  #lineEnds = 0;
  #empty = true;

  /** `give` is called with octets that are valid only during the call. */
  constructor(give: (octets: Uint8Array) => void) {
    this.#give = give;
  }

  push(piece: Uint8Array): void {
    // Every octet written was read, but for a CR, a space and one CRLF that stood back.
    if (this.#out.length < piece.length + 4) this.#out = new Uint8Array(piece.length + 4);
    const out = this.#out;
    let length = 0;
    let space = this.#space;
    let carriageReturn = this.#carriageReturn;
    let lineEnds = this.#lineEnds;
    let empty = this.#empty;
    // Fields of the object would be read and written at every octet: locals are many times faster.
    for (let at = 0; at < piece.length; at++) {
      const octet = piece[at]!;
      if (octet > SPACE && !space && !carriageReturn && lineEnds === 0) {
        out[length++] = octet;
        empty = false;
        continue;
      }
      if (carriageReturn && octet === LF) {
        carriageReturn = false;
        space = false;
        lineEnds++;
        continue;
      }
      if (octet === CR && !carriageReturn) {
        carriageReturn = true;
        continue;
      }
      if ((octet === SPACE || octet === TAB) && !carriageReturn) {
        space = true;
        continue;
      }
      if (lineEnds === 1) {
        out[length++] = CR;
        out[length++] = LF;
      } else if (lineEnds > 1) {
        this.#giveAll(length);
        length = 0;
        this.#giveLineEnds(lineEnds);
      }
      lineEnds = 0;
      empty = false;
      if (space) out[length++] = SPACE;
      space = false;
      if (carriageReturn) out[length++] = CR;
      carriageReturn = octet === CR;
      if (octet === SPACE || octet === TAB) space = true;
      else if (!carriageReturn) out[length++] = octet;
    }
    this.#giveAll(length);
    this.#space = space;
    this.#carriageReturn = carriageReturn;
    this.#lineEnds = lineEnds;
    this.#empty = empty;
  }

  end(): void {
    // A CR at the very end ends no line, yet no octet that matters follows it: SMTP would send CRLF after it.
    if (this.#carriageReturn) this.push(Uint8Array.of(CR));
    // RFC 6376 3.4.4: a body of nothing but empty lines and white space is empty; any other ends with one CRLF.
    if (!this.#empty) this.#give(LINE_ENDS.subarray(0, 2));
  }

  #giveLineEnds(count: number): void {
    for (let owed = count * 2; owed > 0; owed -= LINE_ENDS.length) {
      this.#give(LINE_ENDS.subarray(0, Math.min(owed, LINE_ENDS.length)));
    }
  }

  #giveAll(length: number): void {
    if (length > 0) this.#give(this.#out.subarray(0, length));
  }
}

const CR = 13;
const LF = 10;

/** Keeps the first octets of a stream until the empty line that ends the header section has gone by, at most `max`. */
export class HeaderOctets {
  readonly #max: number;
  readonly #pieces: Uint8Array[] = [];
  #size = 0;
  /** Octets of CRLFCRLF seen in a row. */
  #matched = 0;

  constructor(max: number) {
    this.#max = max;
  }

  push(chunk: Uint8Array): void {
    if (this.#matched === 4 || this.#size > this.#max) return;
    this.#pieces.push(chunk);
    this.#size += chunk.length;
    this.#matched = seekEmptyLine(chunk, this.#matched);
  }

  holds(length: number): boolean {
    return length <= this.#max && length <= this.#size;
  }

  /** The first `length` octets, copied: a short header must not keep a long chunk alive. */
  octets(length: number): Uint8Array {
    const octets = new Uint8Array(length);
    let at = 0;
    for (const piece of this.#pieces) {
      const part = piece.subarray(0, length - at);
      octets.set(part, at);
      at += part.length;
    }
    return octets;
  }
}

function seekEmptyLine(chunk: Uint8Array, before: number): number {
  let matched = before;
  for (let at = 0; at < chunk.length; at++) {
    if (matched === 0) {
      at = chunk.indexOf(CR, at);
      if (at < 0) return 0;
    }
    const octet = chunk[at];
    if (octet === (matched % 2 === 0 ? CR : LF)) matched++;
    else matched = octet === CR ? 1 : 0;
    if (matched === 4) return 4;
  }
  return matched;
}

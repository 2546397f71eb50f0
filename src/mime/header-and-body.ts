import { concat } from './octets.ts';

const END_OF_HEADER = [13, 10, 13, 10];

/** Parts header and body of a message that comes in pieces. Bounded: over `maxHeaderBytes` there is no header. */
export class HeaderAndBody {
  readonly #maxHeaderBytes: number;
  readonly #body: (piece: Uint8Array) => void;
  #held: Uint8Array[] = [];
  #size = 0;
  /** Octets of CRLFCRLF met so far; a message that begins with CRLF has an empty header. */
  #met = 2;
  #open = true;

  constructor(maxHeaderBytes: number, body: (piece: Uint8Array) => void) {
    this.#maxHeaderBytes = maxHeaderBytes;
    this.#body = body;
  }

  push(piece: Uint8Array): void {
    if (!this.#open) {
      this.#body(piece);
      return;
    }
    let at = 0;
    while (at < piece.length && this.#met < END_OF_HEADER.length) {
      const octet = piece[at++];
      if (octet === END_OF_HEADER[this.#met]) this.#met++;
      else this.#met = octet === 13 ? 1 : 0;
    }
    this.#size += at;
    if (this.#size <= this.#maxHeaderBytes) this.#held.push(new Uint8Array(piece.subarray(0, at)));
    if (this.#met < END_OF_HEADER.length) return;
    this.#open = false;
    if (at < piece.length) this.#body(piece.subarray(at));
  }

  /** The header section without the empty line; undefined when it is too large. */
  header(): Uint8Array | undefined {
    if (this.#size > this.#maxHeaderBytes) return undefined;
    const all = concat(this.#held);
    return this.#open ? all : all.subarray(0, all.length - 2);
  }
}

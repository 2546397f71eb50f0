import { concat } from '#mime';

const CR = 13;
const LF = 10;
const DOT = 0x2e;
const ONE_CR = Uint8Array.of(CR);
const NOTHING = new Uint8Array(0);

/**
 * The receiving half of RFC 5321 4.5.2, over chunks cut anywhere: a dot that begins a line is dropped, and one alone on its line
 * ends the message. Lines end in CRLF and in nothing else (RFC 5321 2.3.8): whatever a bare CR or LF stands next to is content,
 * so that no second message can be smuggled behind a `LF.LF`.
 */
export class DataDecoder {
  /** What came before the next octet. A dot that begins a line is dropped already; the CR behind it is held back. */
  #before: 'line start' | 'dot' | 'dot CR' | 'CR' | 'other' = 'line start';
  #rest: Uint8Array | undefined;

  /** Once the end has been seen: the octets behind it, which are commands. */
  get rest(): Uint8Array | undefined {
    return this.#rest;
  }

  /** The octets of the message in this chunk: a part of it, uncopied, when no dot was dropped from its middle. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#rest) throw new Error('the message has ended');
    if (chunk.length === 0) return NOTHING;
    const pieces: Uint8Array[] = [];
    if (this.#before === 'dot') {
      if (this.#closes(chunk, 0)) return NOTHING;
    } else if (this.#before === 'dot CR') {
      if (this.#ends(chunk, 0)) return NOTHING;
      pieces.push(ONE_CR);
    }
    let from = 0;
    for (let dot = chunk.indexOf(DOT); dot >= 0; dot = chunk.indexOf(DOT, dot + 1)) {
      if (!this.#beginsLine(chunk, dot)) continue;
      if (dot > from) pieces.push(chunk.subarray(from, dot));
      if (this.#closes(chunk, dot + 1)) return join(pieces);
      from = dot + 1;
    }
    this.#note(chunk);
    if (from < chunk.length) pieces.push(from === 0 ? chunk : chunk.subarray(from));
    return join(pieces);
  }

  #beginsLine(chunk: Uint8Array, at: number): boolean {
    if (at === 0) return this.#before === 'line start';
    if (chunk[at - 1] !== LF) return false;
    return at === 1 ? this.#before === 'CR' : chunk[at - 2] === CR;
  }

  /** Does the message end, or this chunk before one can tell, in what stands behind the dot of a line? */
  #closes(chunk: Uint8Array, at: number): boolean {
    if (at === chunk.length) {
      this.#before = 'dot';
      return true;
    }
    if (chunk[at] !== CR) return false;
    if (at + 1 < chunk.length) return this.#ends(chunk, at + 1);
    this.#before = 'dot CR';
    return true;
  }

  #ends(chunk: Uint8Array, at: number): boolean {
    if (chunk[at] !== LF) return false;
    this.#rest = chunk.subarray(at + 1);
    return true;
  }

  #note(chunk: Uint8Array): void {
    const last = chunk[chunk.length - 1];
    const behindCr = chunk.length > 1 ? chunk[chunk.length - 2] === CR : this.#before === 'CR';
    if (last === CR) this.#before = 'CR';
    else this.#before = last === LF && behindCr ? 'line start' : 'other';
  }
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 0 ? NOTHING : concat(pieces);
}

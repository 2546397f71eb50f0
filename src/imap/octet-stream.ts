import { latin1ToString } from '#mime';
import type { OctetText } from './octet-text.ts';

const LF = 10;
const CR = 13;
const NOTHING = new Uint8Array(0);
/** Of a line too long, so much of the end is kept: a literal may be announced there. */
const TAIL = 32;
const SMALLEST = 1_024;

/** A line without its CRLF. `cut`: it was longer than wanted, `text` is its beginning. */
export interface StreamLine {
  readonly text: OctetText;
  /** Its last octets, as they are in a line that is not cut too. */
  readonly tail: OctetText;
  readonly cut: boolean;
  /** Ended by LF alone. */
  readonly bare: boolean;
  /** Of the whole line, its end not counted. */
  readonly length: number;
}

/** Octets of a client, asked for when they are needed, cut as the protocol wants them and not as they come. */
export class OctetStream {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = NOTHING;
  #at = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  get buffered(): number {
    return this.#chunk.length - this.#at;
  }

  takeBuffered(): Uint8Array {
    return this.#take(this.buffered);
  }

  /** False at the end of the source. */
  async #pull(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const { value, done } = await this.#source.next();
      if (done) return false;
      this.#chunk = value;
      this.#at = 0;
    }
    return true;
  }

  #take(octets: number): Uint8Array {
    const taken = this.#chunk.subarray(this.#at, this.#at + octets);
    this.#at += taken.length;
    // An idle connection must not keep a long chunk alive.
    if (this.#at === this.#chunk.length) {
      this.#chunk = NOTHING;
      this.#at = 0;
    }
    return taken;
  }

  /** What is there, at least one octet and at most `max`; undefined at the end. */
  async some(max: number): Promise<Uint8Array | undefined> {
    return (await this.#pull()) ? this.#take(max) : undefined;
  }

  /** Exactly so many octets; undefined when the source ends before. Room is made as they come, not as they are announced. */
  async exactly(octets: number): Promise<Uint8Array | undefined> {
    let held = new Uint8Array(Math.min(octets, SMALLEST));
    let length = 0;
    while (length < octets) {
      const piece = await this.some(octets - length);
      if (piece === undefined) return undefined;
      if (length + piece.length > held.length) {
        const wider = new Uint8Array(Math.min(octets, Math.max(held.length * 2, length + piece.length)));
        wider.set(held.subarray(0, length));
        held = wider;
      }
      held.set(piece, length);
      length += piece.length;
    }
    return held;
  }

  /** False when the source ends before. */
  async skip(octets: number): Promise<boolean> {
    for (let left = octets; left > 0; ) {
      const piece = await this.some(left);
      if (piece === undefined) return false;
      left -= piece.length;
    }
    return true;
  }

  /**
   * Up to the next LF. At most `max` octets are held, `discard` more are read and thrown away; `'endless'` when that is not enough,
   * undefined when the source ends before the line does.
   */
  async line(max: number, discard: number): Promise<StreamLine | 'endless' | undefined> {
    let text = '';
    let tail = '';
    let dropped = 0;
    for (;;) {
      if (!(await this.#pull())) return undefined;
      const end = this.#chunk.indexOf(LF, this.#at);
      const octets = this.#take((end < 0 ? this.#chunk.length : end + 1) - this.#at);
      // Room for the CRLF itself.
      const room = Math.max(0, max + 2 - text.length);
      if (octets.length > room) {
        dropped += octets.length - room;
        tail = (tail + latin1ToString(octets.subarray(room).subarray(-TAIL))).slice(-TAIL);
      }
      if (room > 0) text += latin1ToString(octets.subarray(0, room));
      if (dropped > discard) return 'endless';
      if (end >= 0) return cutLine(text, tail, dropped);
    }
  }
}

function cutLine(text: OctetText, dropTail: OctetText, dropped: number): StreamLine {
  const last = (text.slice(-TAIL) + dropTail).slice(-TAIL);
  const bare = last.charCodeAt(last.length - 2) !== CR;
  const ending = bare ? 1 : 2;
  const cut = dropped > 0;
  const tail = last.slice(0, -ending);
  return { text: cut ? text : text.slice(0, -ending), tail, cut, bare, length: text.length + dropped - ending };
}

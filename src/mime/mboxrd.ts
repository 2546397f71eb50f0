const LF = 0x0a;
const GREATER = 0x3e;
const FROM = Uint8Array.from('From ', (letter) => letter.charCodeAt(0));

/** One more `>` before every line `From `, `>From `, `>>From `…: what a message must have inside an mbox, so that it comes out again. */
export function quoteFromLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return rewrite(source, 'quote');
}

/** One `>` less before every line `>From `, `>>From `…: the octets `quoteFromLines` was given. */
export function unquoteFromLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return rewrite(source, 'unquote');
}

async function* rewrite(source: AsyncIterable<Uint8Array>, how: 'quote' | 'unquote'): AsyncGenerator<Uint8Array> {
  const lines = new FromLines(how);
  for await (const piece of source) yield* lines.pieces(piece);
  yield* lines.rest();
}

/** Nothing is copied but the few octets of a line's beginning that a piece ends in. */
class FromLines {
  readonly #how: 'quote' | 'unquote';
  /** The beginning of a line is being read: `>`s, then perhaps `From `. */
  #atStart = true;
  #hasMark = false;
  /** What cannot be judged before the next piece: at most one `>` and four letters. */
  #held = new Uint8Array(0);

  constructor(how: 'quote' | 'unquote') {
    this.#how = how;
  }

  *pieces(piece: Uint8Array): Generator<Uint8Array> {
    const octets = this.#held.length === 0 ? piece : join(this.#held, piece);
    let from = 0;
    let at = 0;
    let matched = 0;
    while (at < octets.length) {
      if (!this.#atStart) {
        const end = octets.indexOf(LF, at);
        if (end < 0) break;
        at = end + 1;
        this.#begin();
      } else if (octets[at] === GREATER && matched === 0) {
        this.#hasMark = true;
        at++;
      } else if (octets[at] === FROM[matched]) {
        at++;
        matched++;
        if (matched < FROM.length) continue;
        const word = at - FROM.length;
        if (this.#how === 'quote') {
          yield octets.subarray(from, word);
          yield MARK;
          from = word;
        } else if (this.#hasMark) {
          yield octets.subarray(from, word - 1);
          from = word;
        }
        matched = 0;
        this.#atStart = false;
      } else {
        matched = 0;
        this.#atStart = false;
      }
    }
    const held = this.#atStart ? matched + (this.#how === 'unquote' && this.#hasMark ? 1 : 0) : 0;
    if (from < octets.length - held) yield octets.subarray(from, octets.length - held);
    this.#held = octets.slice(octets.length - held);
    if (held > matched) this.#hasMark = false;
  }

  *rest(): Generator<Uint8Array> {
    if (this.#held.length > 0) yield this.#held;
  }

  #begin(): void {
    this.#atStart = true;
    this.#hasMark = false;
  }
}

const MARK = Uint8Array.of(GREATER);

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

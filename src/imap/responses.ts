import { latin1ToString } from '#mime';
import type { OctetText } from './octet-text.ts';

/** Where a session's words go: a socket, whatever is around it. */
export interface ImapOutput {
  /** A promise when the client takes no more for now: nothing is written before it resolves. Rejects with ClientGone. */
  write(piece: OctetText | Uint8Array): void | Promise<void>;
}

/** The connection is lost: there is nobody to answer, and it is nobody's fault. */
export class ClientGone extends Error {
  override name = 'ClientGone';
}

/** Short responses go together, so that a hundred thousand of them are not as many packets. */
const CHUNK = 16_384;
/** Octets up to this are joined with the lines around them. */
const SMALL = 4_096;

/** What the server says, gathered and sent in pieces of a sensible size. Await what is returned before going on. */
export class Responses {
  readonly #output: ImapOutput;
  #held = '';
  /** Octets of the literal begun that are still to come; nothing else can be said before them. */
  #owed = 0;

  constructor(output: ImapOutput) {
    this.#output = output;
  }

  get insideLiteral(): boolean {
    return this.#owed > 0;
  }

  /** One response, without its CRLF. */
  line(text: OctetText): void | Promise<void> {
    return this.text(`${text}\r\n`);
  }

  text(text: OctetText): void | Promise<void> {
    this.#held += text;
    if (this.#held.length >= CHUNK) return this.flush();
  }

  /** `{n}` and its octets, exactly as many. Rejects when they are not, and then the connection cannot be saved. */
  async literal(mark: '' | '~', size: number, octets: AsyncIterable<Uint8Array>): Promise<void> {
    await this.text(`${mark}{${size}}\r\n`);
    this.#owed = size;
    for await (const piece of octets) {
      if (piece.length === 0) continue;
      if (piece.length > this.#owed) throw new Error(`a literal of ${size} octets is longer than was told`);
      await this.#octets(piece);
      this.#owed -= piece.length;
    }
    if (this.#owed > 0) throw new Error(`a literal of ${size} octets ended ${this.#owed} octets too early`);
  }

  #octets(piece: Uint8Array): void | Promise<void> {
    if (piece.length <= SMALL) return this.text(latin1ToString(piece));
    const flushed = this.flush();
    if (flushed === undefined) return this.#output.write(piece);
    return flushed.then(() => this.#output.write(piece));
  }

  flush(): void | Promise<void> {
    if (this.#held === '') return;
    const held = this.#held;
    this.#held = '';
    return this.#output.write(held);
  }
}

import { concat, latin1ToString } from '#mime';

const LF = 10;
const CR = 13;
const NOTHING = new Uint8Array(0);

/** Why the octets are no command line, and cannot become one. */
export type LineFault = 'bare line end' | 'too long';

/**
 * Cuts what a client sends into command lines. Only CRLF ends one (RFC 5321 2.3.8): after a bare LF, or too many octets, client
 * and server may no longer agree on what is a command, and nothing more is to be read.
 */
export class CommandLines {
  readonly #maxOctets: number;
  #octets: Uint8Array = NOTHING;
  #at = 0;

  constructor(maxOctets: number) {
    this.#maxOctets = maxOctets;
  }

  /** Octets that are waiting. */
  get pending(): number {
    return this.#octets.length - this.#at;
  }

  push(chunk: Uint8Array): void {
    this.#octets = this.pending === 0 ? chunk : concat([this.#octets.subarray(this.#at), chunk]);
    this.#at = 0;
  }

  /** What is waiting, taken out: it was no commands. */
  takeAll(): Uint8Array {
    const all = this.pending === 0 ? NOTHING : this.#octets.subarray(this.#at);
    this.#octets = NOTHING;
    this.#at = 0;
    return all;
  }

  /** The next line without its CRLF, octets as characters; undefined when it has not come whole. */
  next(): string | { readonly fault: LineFault } | undefined {
    const end = this.#octets.indexOf(LF, this.#at);
    if (end < 0) return this.pending > this.#maxOctets ? { fault: 'too long' } : undefined;
    if (end === this.#at || this.#octets[end - 1] !== CR) return { fault: 'bare line end' };
    if (end - this.#at > this.#maxOctets) return { fault: 'too long' };
    const line = latin1ToString(this.#octets.subarray(this.#at, end - 1));
    this.#at = end + 1;
    // An idle connection must not keep a long chunk alive.
    if (this.pending === 0) this.takeAll();
    return line;
  }
}

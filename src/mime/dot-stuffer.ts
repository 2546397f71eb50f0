const DOT = 0x2e;
const CR = 13;
const LF = 10;
const ONE_DOT = Uint8Array.of(DOT);

/** The end of a message on the wire: the CRLF before the dot belongs to the message when it ends with one. */
const END_AFTER_CRLF = '.\r\n';
const END_WITH_CRLF = '\r\n.\r\n';

/**
 * Transparency of RFC 5321 4.5.2 and RFC 1939 3: doubles each dot that begins a line, over pieces cut anywhere. A piece without
 * such a dot comes back as it is, uncopied.
 */
export class DotStuffer {
  /** The octets before the next piece: two for CRLF (or the beginning), one for CR, else none. */
  #before: 0 | 1 | 2 = 2;

  /** The pieces to send for this one. */
  push(piece: Uint8Array): readonly Uint8Array[] {
    if (piece.length === 0) return [];
    const out: Uint8Array[] = [];
    let sent = 0;
    for (let at = piece.indexOf(DOT); at >= 0; at = piece.indexOf(DOT, at + 1)) {
      if (!this.#beginsLine(piece, at)) continue;
      out.push(piece.subarray(sent, at), ONE_DOT);
      sent = at;
    }
    this.#note(piece);
    if (sent === 0 && out.length === 0) return [piece];
    out.push(piece.subarray(sent));
    return out;
  }

  #beginsLine(piece: Uint8Array, at: number): boolean {
    if (at === 0) return this.#before === 2;
    if (piece[at - 1] !== LF) return false;
    return at === 1 ? this.#before === 1 : piece[at - 2] === CR;
  }

  #note(piece: Uint8Array): void {
    const last = piece.at(-1);
    const previous = piece.length > 1 ? piece.at(-2) === CR : this.#before === 1;
    if (last === CR) this.#before = 1;
    else this.#before = last === LF && previous ? 2 : 0;
  }

  /** What ends the message. One that does not end with CRLF gets it: neither protocol knows another way to end a line. */
  end(): string {
    return this.#before === 2 ? END_AFTER_CRLF : END_WITH_CRLF;
  }
}

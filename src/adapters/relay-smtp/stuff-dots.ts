const DOT = 0x2e;
const CR = 13;
const LF = 10;
const dot = Buffer.from('.');
const lineStartDot = Buffer.from('\r\n.');

/** The end of a message: the CRLF before the dot belongs to the message when it ends with one. */
export const END_AFTER_CRLF = '.\r\n';
export const END_WITH_CRLF = '\r\n.\r\n';

/**
 * Transparency of RFC 5321 4.5.2: doubles each dot that begins a line, over pieces cut anywhere. A piece without such a dot
 * comes back as it is, uncopied.
 */
export class DotStuffer {
  /** The octets before the next piece: two for CRLF (or the beginning), one for CR, else none. */
  #before: 0 | 1 | 2 = 2;

  /** The pieces to send for this one. */
  push(piece: Uint8Array): readonly Uint8Array[] {
    if (piece.length === 0) return [];
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    const out: Uint8Array[] = [];
    let sent = 0;
    const doubleAt = (at: number) => {
      out.push(bytes.subarray(sent, at), dot);
      sent = at;
    };
    if (this.#before === 2 && bytes[0] === DOT) doubleAt(0);
    else if (this.#before === 1 && bytes[0] === LF && bytes[1] === DOT) doubleAt(1);
    for (let at = bytes.indexOf(lineStartDot); at >= 0; at = bytes.indexOf(lineStartDot, at + 3)) doubleAt(at + 2);
    this.#note(bytes);
    if (sent === 0) return [bytes];
    out.push(bytes.subarray(sent));
    return out;
  }

  #note(bytes: Uint8Array): void {
    const last = bytes.at(-1);
    const previous = bytes.length > 1 ? bytes.at(-2) === CR : this.#before === 1;
    if (last === CR) this.#before = 1;
    else this.#before = last === LF && previous ? 2 : 0;
  }

  /** What ends the message. One that does not end with CRLF gets it: SMTP knows no other way to end a line. */
  end(): string {
    return this.#before === 2 ? END_AFTER_CRLF : END_WITH_CRLF;
  }
}

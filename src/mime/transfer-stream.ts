import { Base64Stream } from './base64.ts';
import { concat } from './octets.ts';
import { decodeQuotedPrintable } from './quoted-printable.ts';

/** Undoes a Content-Transfer-Encoding over chunks cut anywhere; what it answers together is what `decodeTransfer` answers for all. */
export interface TransferDecoder {
  /** What can be decoded now; the chunk's memory may be used again once the answer was. */
  push(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** RFC 2045 6.2: the body stands as it is. An empty field says nothing. */
export function isIdentityEncoding(encoding: string): boolean {
  return encoding === '7bit' || encoding === '8bit' || encoding === 'binary' || encoding === '';
}

/** RFC 2045 6: encodings that can be undone. */
export function isKnownEncoding(encoding: string): boolean {
  return isIdentityEncoding(encoding) || encoding === 'base64' || encoding === 'quoted-printable';
}

/** `encoding` in lower case. Unknown ones leave the octets alone. */
export function transferDecoder(encoding: string): TransferDecoder {
  if (encoding === 'base64') return new Base64Stream();
  if (encoding === 'quoted-printable') return new QuotedPrintableStream();
  return { push: (chunk) => chunk, end: () => NOTHING };
}

/** Octets as they come out of a decoder, never empty pieces. */
export async function* decodedOctets(read: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  const decoder = transferDecoder(encoding);
  for await (const chunk of read) {
    const octets = decoder.push(chunk);
    if (octets.length > 0) yield octets;
  }
  const last = decoder.end();
  if (last.length > 0) yield last;
}

/** White space that may prove to be at a line end is held back; a longer run than this is text. */
const MAX_HELD = 64 * 1024;

class QuotedPrintableStream implements TransferDecoder {
  #held: Uint8Array = NOTHING;

  push(chunk: Uint8Array): Uint8Array {
    const octets = this.#held.length === 0 ? chunk : concat([this.#held, chunk]);
    const end = decidable(octets);
    if (end === 0 && octets.length > MAX_HELD) {
      this.#held = NOTHING;
      return octets;
    }
    this.#held = octets.slice(end);
    return decodeQuotedPrintable(octets.subarray(0, end));
  }

  end(): Uint8Array {
    return decodeQuotedPrintable(this.#held);
  }
}

/** Up to where what follows cannot change what was read: behind a line feed or a character that neither escapes nor is white space. */
function decidable(octets: Uint8Array): number {
  for (let end = octets.length; end > 0; end--) {
    const octet = octets[end - 1]!;
    if (octet === 0x0a) return end;
    const isOpen = octet === 0x20 || octet === 0x09 || octet === 0x0d || octet === 0x3d;
    if (!isOpen && octets[end - 2] !== 0x3d) return end;
  }
  return 0;
}

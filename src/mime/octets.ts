const encoder = new TextEncoder();
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** One array out of many. A single piece is returned as it is, not copied. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

const room = new Uint8Array(16_384);

/**
 * Room for octets that become a string before anything else is done: mostly the same octets again and again. They hold whatever they
 * held.
 */
export function passingOctets(length: number): Uint8Array {
  return length <= room.length ? room : new Uint8Array(length);
}

const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal digits, two an octet. */
export function hex(bytes: Uint8Array): string {
  let digits = '';
  for (const octet of bytes) digits += HEX[octet];
  return digits;
}

/** The octets of an ASCII (or ISO-8859-1) string, one a character. Throws RangeError on a character over U+00FF. */
export function ascii(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  if (bytes.length === text.length) return bytes;
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) throw new RangeError(`character U+${code.toString(16).padStart(4, '0')} is not a single octet`);
    octets[i] = code;
  }
  return octets;
}

/** ISO-8859-1 octets of a text; a character outside it becomes one `?` (spec 5.4). */
export function toLatin1(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    octets[length++] = code > 0xff ? 0x3f : code;
    // Two halves are one character.
    if (code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
  }
  return octets.subarray(0, length);
}

/** Each octet as the character of the same code, 0 to 255: lossless, unlike `TextDecoder('latin1')`, which is windows-1252. */
export function latin1ToString(bytes: Uint8Array): string {
  if (bytes.length >= 16) {
    // The native decoder is many times faster; for pure ASCII, and only then, its answer is the same.
    const text = utf8.decode(bytes);
    if (text.length === bytes.length && !text.includes('\ufffd')) return text;
  }
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + 4096) as unknown as number[]);
  }
  return text;
}

import { latin1ToString } from './octets.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODES = new Uint8Array(64);
const VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) {
  CODES[i] = ALPHABET.charCodeAt(i);
  VALUES[ALPHABET.charCodeAt(i)] = i;
}

/** A body as it was before its Content-Transfer-Encoding (RFC 2045 6). Unknown encodings are left alone. Never throws. */
export function decodeTransfer(bytes: Uint8Array, encoding: string): Uint8Array {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return decodeBase64(bytes);
    case 'quoted-printable':
      return decodeQuotedPrintable(bytes);
    default:
      return bytes;
  }
}

/** Base64 with lines of any length; characters outside the alphabet are skipped, after padding a new quantum begins. */
export function decodeBase64(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil((bytes.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  let i = 0;
  while (i < bytes.length) {
    if (held === 0 && i + 4 <= bytes.length) {
      const quantum =
        (VALUES[bytes[i]!]! << 18) | (VALUES[bytes[i + 1]!]! << 12) | (VALUES[bytes[i + 2]!]! << 6) | VALUES[bytes[i + 3]!]!;
      if (quantum >= 0) {
        out[length++] = quantum >> 16;
        out[length++] = quantum >> 8;
        out[length++] = quantum;
        i += 4;
        continue;
      }
    }
    const octet = bytes[i++]!;
    const value = VALUES[octet]!;
    if (value >= 0) {
      bits = ((bits << 6) | value) & 0xffffff;
      held++;
    }
    if (held === 4 || (octet === 0x3d && held > 0)) {
      length = flush(out, length, bits, held);
      held = 0;
    }
  }
  return out.subarray(0, flush(out, length, bits, held));
}

/** Writes what `held` base64 characters carry: 0, 1, 2 or 3 octets. */
function flush(out: Uint8Array, length: number, bits: number, held: number): number {
  const whole = bits << (6 * (4 - held));
  if (held >= 2) out[length++] = whole >> 16;
  if (held >= 3) out[length++] = whole >> 8;
  if (held >= 4) out[length++] = whole;
  return length;
}

/** Base64 in lines of 76 characters, each ended by CRLF (RFC 2045 6.8). */
export function encodeBase64(bytes: Uint8Array): string {
  const quanta = Math.ceil(bytes.length / 3);
  const out = new Uint8Array(quanta * 4 + Math.ceil(quanta / 19) * 2);
  let length = 0;
  for (let i = 0, onLine = 0; i < bytes.length; i += 3) {
    const a = bytes[i]!;
    const b = i + 1 < bytes.length ? bytes[i + 1]! : 0;
    const c = i + 2 < bytes.length ? bytes[i + 2]! : 0;
    out[length] = CODES[a >> 2]!;
    out[length + 1] = CODES[((a & 3) << 4) | (b >> 4)]!;
    out[length + 2] = i + 1 < bytes.length ? CODES[((b & 15) << 2) | (c >> 6)]! : 0x3d;
    out[length + 3] = i + 2 < bytes.length ? CODES[c & 63]! : 0x3d;
    length += 4;
    if (++onLine === 19 || i + 3 >= bytes.length) {
      out[length++] = 13;
      out[length++] = 10;
      onLine = 0;
    }
  }
  return latin1ToString(out);
}

/** The octets of a `Q` encoded word (RFC 2047 4.2): as quoted-printable, `_` is a space. */
export function decodeQWord(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const octet = bytes[i]!;
    const escaped = octet === 0x3d ? hexPair(bytes, i + 1) : -1;
    if (escaped >= 0) i += 2;
    out[length++] = escaped >= 0 ? escaped : octet === 0x5f ? 0x20 : octet;
  }
  return out.subarray(0, length);
}

/**
 * Quoted-printable (RFC 2045 6.7): white space at line ends is dropped, soft line breaks vanish, an `=` that escapes nothing stays.
 * Line ends come out as they stand.
 */
export function decodeQuotedPrintable(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let solid = 0; // length without the white space that may prove to be at a line end
  for (let i = 0; i < bytes.length; i++) {
    const octet = bytes[i]!;
    if (octet === 0x20 || octet === 0x09) {
      out[length++] = octet;
      continue;
    }
    if (octet === 0x0a || (octet === 0x0d && bytes[i + 1] === 0x0a)) length = solid;
    if (octet === 0x3d) {
      const escaped = hexPair(bytes, i + 1);
      const softEnd = escaped >= 0 ? -1 : softBreakEnd(bytes, i + 1);
      if (escaped >= 0) i += 2;
      if (softEnd >= 0) i = softEnd - 1;
      else out[length++] = escaped >= 0 ? escaped : octet;
    } else {
      out[length++] = octet;
    }
    solid = length;
  }
  return out.subarray(0, solid);
}

/** Where the next line begins when only white space stands between `at` and the line end; else -1. */
function softBreakEnd(bytes: Uint8Array, at: number): number {
  let i = at;
  while (bytes[i] === 0x20 || bytes[i] === 0x09) i++;
  if (i >= bytes.length) return i;
  if (bytes[i] === 0x0d) i++;
  return bytes[i] === 0x0a ? i + 1 : -1;
}

function hexPair(bytes: Uint8Array, at: number): number {
  const high = hexDigit(bytes[at]);
  const low = hexDigit(bytes[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

const LINE_CHARACTERS = 76;

/**
 * Quoted-printable lines of at most 76 characters; CRLF stays a line end, every other CR or LF is escaped. A dot and the word `From`
 * at the start of a line are escaped: relays change them, and what is signed must arrive as it left (RFC 8551 3.1.3).
 */
export function encodeQuotedPrintable(bytes: Uint8Array): string {
  let out = '';
  let column = 0;
  for (let i = 0; i < bytes.length; i++) {
    const octet = bytes[i]!;
    if (octet === 0x0d && bytes[i + 1] === 0x0a) {
      out += '\r\n';
      column = 0;
      i++;
      continue;
    }
    const lineEnds = i + 1 === bytes.length || (bytes[i + 1] === 0x0d && bytes[i + 2] === 0x0a);
    let width = isPlain(octet, lineEnds) ? 1 : 3;
    if (column + width > (lineEnds ? LINE_CHARACTERS : LINE_CHARACTERS - 1)) {
      out += '=\r\n';
      column = 0;
    }
    if (column === 0 && (octet === 0x2e || startsFrom(bytes, i))) width = 3;
    out += width === 1 ? String.fromCharCode(octet) : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    column += width;
  }
  return out;
}

function isPlain(octet: number, lineEnds: boolean): boolean {
  if (octet === 0x20 || octet === 0x09) return !lineEnds;
  return octet > 0x20 && octet < 0x7f && octet !== 0x3d;
}

function startsFrom(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x46 && bytes[at + 1] === 0x72 && bytes[at + 2] === 0x6f && bytes[at + 3] === 0x6d && bytes[at + 4] === 0x20;
}

import { latin1ToString, passingOctets } from './octets.ts';

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DOT = 0x2e;
const EQUALS = 0x3d;

/** The octets of a `Q` encoded word (RFC 2047 4.2): as quoted-printable, `_` is a space. */
export function decodeQWord(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const octet = bytes[i]!;
    const escaped = octet === EQUALS ? hexPair(bytes, i + 1) : -1;
    if (escaped >= 0) i += 2;
    out[length++] = escaped >= 0 ? escaped : octet === 0x5f ? SPACE : octet;
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
    if (octet === SPACE || octet === TAB) {
      out[length++] = octet;
      continue;
    }
    if (octet === LF || (octet === CR && bytes[i + 1] === LF)) length = solid;
    if (octet === EQUALS) {
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
  while (bytes[i] === SPACE || bytes[i] === TAB) i++;
  if (i >= bytes.length) return i;
  if (bytes[i] === CR) i++;
  return bytes[i] === LF ? i + 1 : -1;
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
const DIGITS = '0123456789ABCDEF';
/** 1 for what stands for itself anywhere on a line. */
const GRAPHIC = Uint8Array.from({ length: 256 }, (_, octet) =>
  Number(octet > SPACE && octet < 0x7f && octet !== EQUALS),
);

/**
 * Quoted-printable lines of at most 76 characters; CRLF stays a line end, every other CR or LF is escaped. A dot and the word `From`
 * at the start of a line are escaped: relays change them, and what is signed must arrive as it left (RFC 8551 3.1.3).
 */
export function encodeQuotedPrintable(bytes: Uint8Array): string {
  const out = passingOctets(bytes.length * 3 + Math.ceil(bytes.length / 24) * 3);
  let length = 0;
  let column = 0;
  for (let i = 0; i < bytes.length; i++) {
    const octet = bytes[i]!;
    // What most octets are: nothing to escape, and room on the line whatever follows.
    if (GRAPHIC[octet] === 1 && column > 0 && column < LINE_CHARACTERS - 1) {
      out[length++] = octet;
      column++;
      continue;
    }
    if (octet === CR && bytes[i + 1] === LF) {
      out[length++] = CR;
      out[length++] = LF;
      column = 0;
      i++;
      continue;
    }
    const lineEnds = i + 1 === bytes.length || (bytes[i + 1] === CR && bytes[i + 2] === LF);
    let width = isPlain(octet, lineEnds) ? 1 : 3;
    if (column + width > (lineEnds ? LINE_CHARACTERS : LINE_CHARACTERS - 1)) {
      out[length++] = EQUALS;
      out[length++] = CR;
      out[length++] = LF;
      column = 0;
    }
    if (column === 0 && (octet === DOT || startsFrom(bytes, i))) width = 3;
    if (width === 1) out[length++] = octet;
    else {
      out[length++] = EQUALS;
      out[length++] = DIGITS.charCodeAt(octet >> 4);
      out[length++] = DIGITS.charCodeAt(octet & 15);
    }
    column += width;
  }
  return latin1ToString(out.subarray(0, length));
}

function isPlain(octet: number, lineEnds: boolean): boolean {
  if (octet === SPACE || octet === TAB) return !lineEnds;
  return GRAPHIC[octet] === 1;
}

function startsFrom(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x46 &&
    bytes[at + 1] === 0x72 &&
    bytes[at + 2] === 0x6f &&
    bytes[at + 3] === 0x6d &&
    bytes[at + 4] === SPACE
  );
}

import { trimSpaces } from './decode-text.ts';

const LINE = 76;
const PLAIN_TOKEN = /^[!-~]{1,900}$/;
const FIELD_NAME = /^[!-9;-~]{1,70}$/;
const WORD_FRAME = '=?UTF-8?Q??='.length;
/** An encoded word must have room for one character of four octets. */
const SMALLEST_WORD = WORD_FRAME + 12;
/** RFC 2047 2: an encoded word has at most 75 characters. */
const LARGEST_WORD = 75;

const encoder = new TextEncoder();

/**
 * A whole unstructured field with its CRLF, such that `decodeText` gives the text back (white space at its ends aside). ASCII stays as it is,
 * folded at single spaces before column 76; what else there is becomes UTF-8 encoded words (RFC 2047). Lines stay within 76 characters, unless
 * one ASCII word without spaces is longer (it is never cut: identifiers must stay whole), and within 998 always.
 * Throws RangeError when the field name is none.
 */
export function encodeHeader(name: string, text: string): string {
  if (!FIELD_NAME.test(name)) throw new RangeError(`"${name}" is not the name of a header field`);
  const body = trimSpaces(text.toWellFormed());
  // `POSTA CERTIFICATA: ` before an empty subject keeps its space (spec 4.4).
  const tail = text.endsWith(' ') && body !== '' ? ' ' : '';
  if (body === '') return `${name}: \r\n`;
  const tokens = body.split(' ');
  const first = tokens.findIndex(needsEncoding);
  const line = new FoldedLine(`${name}:`);
  if (first < 0) {
    for (const token of tokens) line.add(token);
  } else {
    let last = tokens.findLastIndex(needsEncoding);
    // A run of spaces must stand inside an encoded word, so the token after it goes there as well.
    while (tokens[last] === '') last++;
    for (const token of tokens.slice(0, first)) line.add(token);
    addEncoded(line, tokens.slice(first, last + 1).join(' '));
    for (const token of tokens.slice(last + 1)) line.add(token);
  }
  return `${line.text}${tail}\r\n`;
}

/** Empty tokens are runs of spaces, which relays may shorten; `=?` would be read as an encoded word. */
function needsEncoding(token: string): boolean {
  return !PLAIN_TOKEN.test(token) || token.includes('=?');
}

class FoldedLine {
  text: string;
  private column: number;
  private empty = true;

  constructor(start: string) {
    this.text = start;
    this.column = start.length;
  }

  /** Characters left for a token after its space. */
  get room(): number {
    return LINE - this.column - 1;
  }

  /** A fold right after the field name is for encoded words only: some readers of identifiers do not expect it. */
  add(token: string): void {
    if (token.length > this.room && !this.empty) this.fold();
    this.text += ` ${token}`;
    this.column += token.length + 1;
    this.empty = false;
  }

  fold(): void {
    this.text += '\r\n';
    this.column = 0;
  }
}

function addEncoded(line: FoldedLine, text: string): void {
  const bytes = encoder.encode(text);
  let escaped = 0;
  for (const octet of bytes) if (!isSafe(octet) && octet !== 0x20) escaped++;
  const encode = bytes.length + escaped * 2 > Math.ceil(bytes.length / 3) * 4 ? wordB : wordQ;
  let at = 0;
  while (at < bytes.length) {
    if (line.room < SMALLEST_WORD) line.fold();
    const room = Math.min(line.room, LARGEST_WORD) - WORD_FRAME;
    let end = at;
    // As many whole characters as fit.
    for (let next = characterEnd(bytes, at); ; next = characterEnd(bytes, end)) {
      if (encodedLength(encode, bytes, at, next) > room) break;
      end = next;
      if (end >= bytes.length) break;
    }
    line.add(encode(bytes.subarray(at, end)));
    at = end;
  }
}

function encodedLength(encode: typeof wordQ, bytes: Uint8Array, from: number, to: number): number {
  if (encode === wordB) return Math.ceil((to - from) / 3) * 4;
  let length = 0;
  for (let i = from; i < to; i++) length += isSafe(bytes[i]!) || bytes[i] === 0x20 ? 1 : 3;
  return length;
}

function characterEnd(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end++;
  return end;
}

/** Letters, digits and `!*+-/`: safe in a word of any field, also in a display name (RFC 2047 5). */
function isSafe(octet: number): boolean {
  return (
    (octet >= 0x30 && octet <= 0x39) ||
    (octet >= 0x41 && octet <= 0x5a) ||
    (octet >= 0x61 && octet <= 0x7a) ||
    octet === 0x21 ||
    octet === 0x2a ||
    octet === 0x2b ||
    octet === 0x2d ||
    octet === 0x2f
  );
}

function wordQ(bytes: Uint8Array): string {
  let word = '';
  for (const octet of bytes) {
    if (octet === 0x20) word += '_';
    else if (isSafe(octet)) word += String.fromCharCode(octet);
    else word += `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return `=?UTF-8?Q?${word}?=`;
}

function wordB(bytes: Uint8Array): string {
  return `=?UTF-8?B?${btoa(String.fromCharCode(...bytes))}?=`;
}

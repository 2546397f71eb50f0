import { decodeBase64 } from './base64.ts';
import { decodeCharset, decodeUtf8 } from './charset.ts';
import { ascii, concat } from './octets.ts';
import { decodeQWord } from './quoted-printable.ts';

/** Folding undone (RFC 5322 2.2.3): line ends removed, the white space after them kept. */
export function unfold(value: string): string {
  return value.includes('\n') ? value.replace(/\r?\n(?=[ \t]|$)/g, '') : value;
}

// Neither charset nor text may hold `?` or white space, so the search is linear in the value.
const ENCODED_WORD = /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?\s]*)\?=/g;

/**
 * An unstructured header value (octets as characters) as Unicode text: unfolded, RFC 2047 words decoded, other octets as UTF-8
 * when they are, else ISO-8859-1; white space at both ends removed. Words of one charset that follow each other are decoded as one,
 * since many writers cut inside a character.
 */
export function decodeText(value: string): string {
  const raw = unfold(value);
  if (!raw.includes('=?')) return trimSpaces(rawText(raw));
  let text = '';
  let at = 0;
  let charset = '';
  let pending: Uint8Array[] = [];
  for (const match of raw.matchAll(ENCODED_WORD)) {
    const between = raw.slice(at, match.index);
    const word = { charset: match[1]!.toLowerCase(), bytes: wordBytes(match[2]!, match[3]!) };
    const adjacent = pending.length > 0 && /^[ \t]*$/.test(between);
    if (!adjacent || word.charset !== charset) {
      text += decodeCharset(concat(pending), charset);
      if (!adjacent) text += rawText(between);
      pending = [];
      charset = word.charset;
    }
    pending.push(word.bytes);
    at = match.index + match[0].length;
  }
  text += decodeCharset(concat(pending), charset) + rawText(raw.slice(at));
  return trimSpaces(text);
}

function wordBytes(encoding: string, text: string): Uint8Array {
  return encoding === 'B' || encoding === 'b' ? decodeBase64(ascii(text)) : decodeQWord(ascii(text));
}

/** Raw octets of a header value, given as characters, as text. */
export function rawText(raw: string): string {
  for (let i = 0; i < raw.length; i++) {
    if (raw.charCodeAt(i) > 0x7f) return decodeUtf8(ascii(raw)) ?? raw;
  }
  return raw;
}

const SPACES = ' \t\r\n';

/** White space of RFC 5322 removed at both ends; other Unicode spaces are text. */
export function trimSpaces(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && SPACES.includes(text[from]!)) from++;
  while (to > from && SPACES.includes(text[to - 1]!)) to--;
  return text.slice(from, to);
}

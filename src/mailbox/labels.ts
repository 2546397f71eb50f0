import { decodeModifiedUtf7, encodeModifiedUtf7 } from '#mime';
import { MAX_KEYWORD_OCTETS } from './flags.ts';

/** What an atom holds not (RFC 9051 9), `&` by itself, and `$` in front: those keywords are not people's. */
const SHIFTED = /&|^\$|[^!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+/g;

/** The keyword of a label: its letters, and modified UTF-7 for those that no keyword holds, as Thunderbird writes its tags. */
export function keywordOfLabel(label: string): string {
  return encodeModifiedUtf7(label.trim().normalize('NFC'), SHIFTED);
}

/** As much of a label as a keyword holds. */
export function shortLabel(label: string): string {
  const signs = Array.from(label.trim().normalize('NFC'));
  while (keywordOfLabel(signs.join('')).length > MAX_KEYWORD_OCTETS) signs.pop();
  return signs.join('').trim();
}

/** As people read a keyword, whoever set it. */
export function labelOfKeyword(keyword: string): string {
  return decodeModifiedUtf7(keyword, SHIFTED) ?? keyword;
}

/** A label as it stands in a folder already, whatever its spelling there, else as it is written anew. */
export function knownKeyword(label: string, known: readonly string[]): string {
  const folded = label.trim().normalize('NFC').toLowerCase();
  return known.find((one) => labelOfKeyword(one).toLowerCase() === folded) ?? keywordOfLabel(label);
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** Accents, dots, cedillas, strokes: Latin, Greek and Cyrillic. Marks of other scripts are vowels, or make another letter: they stay. */
const MARKS = /[\u0300-\u036f]/g;

/**
 * Letters that no decomposition takes apart, and that differ from those they stand for in the second or third place only (Unicode
 * Technical Standard 10, the default table); apostrophes and hyphens as programs write them for people; what is there to be hidden.
 */
const WRITTEN: ReadonlyMap<string, string> = new Map([
  ...pairs('ß', ['ss']),
  ...pairs('æœøđłħı', ['ae', 'oe', 'o', 'd', 'l', 'h', 'i']),
  ...pairs('ς', ['σ']),
  ...pairs('\u2018\u2019\u02bc\u2032', ["'", "'", "'", "'"]),
  ...pairs('\u201c\u201d\u201e', ['"', '"', '"']),
  ...pairs('\u2010\u2011\u2012\u2013\u2014\u2212', ['-', '-', '-', '-', '-', '-']),
  ...pairs('\u00ad\u200b\u2060\ufeff', ['', '', '', '']),
]);
const TO_REPLACE = new RegExp(`[${[...WRITTEN.keys()].join('')}]`, 'g');

/**
 * The form in which texts and terms of a search are compared: letter case, accents, ligatures, widths and kinds of space do not matter,
 * so that `perche` finds `perché`, `strasse` finds `Straße`, and either finds the other. Whatever is found letter by letter is found so
 * too. Letters themselves stay: `ä` is `a`, not `ae`; `が` is not `か`. NUL, which no database keeps in a text, becomes U+FFFD.
 *
 * RFC 9051 6.4.4 asks a server for letter case alone and leaves languages to it; I18NLEVEL (RFC 5255), which would bind it to one
 * collation, is not offered. So the webmail and IMAP search one index, and find the same.
 */
export function foldText(text: string): string {
  const lower = BEYOND_ASCII.test(text) ? foldLetters(text) : text.toLowerCase();
  return lower.includes('\0') ? lower.replaceAll('\0', '\ufffd') : lower;
}

function foldLetters(text: string): string {
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(TO_REPLACE, (found) => WRITTEN.get(found)!)
    .normalize('NFC');
}

/** Of a text without a place to cut (65,536 letters of some scripts in a row) no more is held back; its marks may then stay apart. */
const MAX_HELD = 64 * 1024;

/** `foldText` of a text that comes in pieces cut between characters: what it answers together is what `foldText` answers for all. */
export class TextFold {
  #held = '';

  push(piece: string): string {
    if (piece === '') return '';
    const text = this.#held + piece;
    const end = lastStart(text);
    if (text.length - end > MAX_HELD) {
      this.#held = '';
      return foldText(text);
    }
    this.#held = text.slice(end);
    return foldText(text.slice(0, end));
  }

  end(): string {
    return foldText(this.#held);
  }
}

const SOFT_HYPHEN = 0xad;

/** The last character that surely makes no letter with those before it: Latin without marks, ideographs, whole Hangul syllables. */
function lastStart(text: string): number {
  for (let at = text.length - 1; at > 0; at--) {
    const code = text.charCodeAt(at);
    if ((code < 0x300 && code !== SOFT_HYPHEN) || (code >= 0x3400 && code <= 0xd7a3)) return at;
  }
  return 0;
}

function pairs(letters: string, stand: readonly string[]): (readonly [string, string])[] {
  return Array.from(letters, (letter, n) => [letter, stand[n]!] as const);
}

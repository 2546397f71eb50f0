/** Below U+0300 every text is in NFC. */
const COMPOSABLE = /[\u0300-\uffff]/;

/**
 * The form in which texts and terms of a search are compared: NFC, then lower case, final sigma as sigma. A letter with its marks is
 * one character whichever way it was written, so `e` does not find `è`; a mark that makes no single letter with the one before it
 * stays by itself. NUL, which no database keeps in a text, becomes U+FFFD.
 */
export function foldCase(text: string): string {
  const composed = COMPOSABLE.test(text) ? text.normalize('NFC') : text;
  const lower = composed.toLowerCase();
  const folded = lower.includes('\u03c2') ? lower.replaceAll('\u03c2', '\u03c3') : lower;
  return folded.includes('\0') ? folded.replaceAll('\0', '\ufffd') : folded;
}

/** Of a text without a place to cut (65,536 letters of some scripts in a row) no more is held back; its marks may then stay apart. */
const MAX_HELD = 64 * 1024;

/** `foldCase` of a text that comes in pieces cut between characters: what it answers together is what `foldCase` answers for all. */
export class CaseFolder {
  #held = '';

  push(piece: string): string {
    if (piece === '') return '';
    const text = this.#held + piece;
    const end = lastStart(text);
    if (text.length - end > MAX_HELD) {
      this.#held = '';
      return foldCase(text);
    }
    this.#held = text.slice(end);
    return foldCase(text.slice(0, end));
  }

  end(): string {
    return foldCase(this.#held);
  }
}

/** The last character that surely makes no letter with those before it: Latin without marks, ideographs, whole Hangul syllables. */
function lastStart(text: string): number {
  for (let at = text.length - 1; at > 0; at--) {
    const code = text.charCodeAt(at);
    if (code < 0x300 || (code >= 0x3400 && code <= 0xd7a3)) return at;
  }
  return 0;
}

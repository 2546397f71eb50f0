/**
 * The form in which texts and terms of a search are compared: NFC, then lower case, final sigma as sigma. A letter with its marks is
 * one character whichever way it was written, so `e` does not find `è`; a mark that makes no single letter with the one before it
 * stays by itself.
 */
export function foldCase(text: string): string {
  const composed = COMPOSABLE.test(text) ? text.normalize('NFC') : text;
  const lower = composed.toLowerCase();
  return lower.includes('\u03c2') ? lower.replaceAll('\u03c2', '\u03c3') : lower;
}

/** Below U+0300 every text is in NFC. */
const COMPOSABLE = /[\u0300-\uffff]/;

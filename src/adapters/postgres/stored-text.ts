import { hash } from 'node:crypto';

/** PostgreSQL keeps no U+0000 in text; where text comes from outside and is only searched or shown, it is left out. */
export function storedText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

/** An index entry must stay below a third of a page: a longer term is searched by its beginning. */
const TERM_LENGTH = 256;

export function searchTerm(text: string | undefined): string | null {
  return text === undefined ? null : storedText(text).slice(0, TERM_LENGTH);
}

export function addressTerm(address: string): string {
  return storedText(address).toLowerCase().slice(0, TERM_LENGTH).replaceAll('\n', ' ');
}

/** A key of `seen` as it stands in the row: parts of it come from other providers and may be of any length. */
export function storedKey(key: string): string {
  return key.length <= 500 && !key.includes('\0') ? key : `sha256:${hash('sha256', key)}`;
}

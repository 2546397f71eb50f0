import { bodyText, headerText } from './body-text.ts';
import { foldText, TextFold } from './fold-text.ts';
import type { MessageTree } from './message-summary.ts';
import type { ReadOctets } from './message-tree.ts';

/** What SEARCH looks into, folded by `foldText`: a folded term is looked for with `includes`. */
export interface SearchText {
  /** `lower-name: decoded value`, a line each, of the top header. */
  readonly header: string;
  /** Decoded text of all parts, headers of parts and of attached messages, file names. */
  readonly body: string;
  /** There is more text than was kept: where a term is not found, `textContains` must be asked. */
  readonly truncated: boolean;
}

/** Characters of header and body together. */
const MAX_TEXT = 1024 * 1024;

/** The decoded text of a message, at most 1,048,576 characters of it (RFC 9051 6.4.4 TEXT and BODY). */
export async function searchText(tree: MessageTree, read: ReadOctets): Promise<SearchText> {
  const header = foldText(headerText(tree.part));
  if (header.length > MAX_TEXT) return { header: cut(header, MAX_TEXT), body: '', truncated: true };
  const room = MAX_TEXT - header.length;
  let body = '';
  for await (const piece of foldedBody(tree, read)) {
    body += piece;
    if (body.length > room) return { header, body: cut(body, room), truncated: true };
  }
  return { header, body, truncated: false };
}

/**
 * Whether the header or the body (`where` 'body': the body alone) holds the term, as `includes` would say of the whole text. Reads on
 * until it is found; holds no more than a piece and the term.
 */
export async function textContains(
  tree: MessageTree,
  read: ReadOctets,
  term: string,
  where: 'text' | 'body' = 'text',
): Promise<boolean> {
  const wanted = foldText(term);
  if (wanted === '' || (where === 'text' && foldText(headerText(tree.part)).includes(wanted))) return true;
  let last = '';
  for await (const piece of foldedBody(tree, read)) {
    const text = last + piece;
    if (text.includes(wanted)) return true;
    last = wanted.length > 1 ? text.slice(1 - wanted.length) : '';
  }
  return false;
}

async function* foldedBody(tree: MessageTree, read: ReadOctets): AsyncGenerator<string> {
  const fold = new TextFold();
  for await (const piece of bodyText(tree, read)) yield fold.push(piece);
  yield fold.end();
}

/** Not within a character. */
function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

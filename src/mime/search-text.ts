import type { MessageTree } from './message-summary.ts';
import type { ReadOctets } from './message-tree.ts';

/** What SEARCH looks into, folded by `foldCase`. */
export interface SearchText {
  /** `lower-name: decoded value`, a line each, of the top header. */
  readonly header: string;
  /** Decoded text of all parts, headers of parts and of attached messages, file names. */
  readonly body: string;
  /** More than 1 MiB of text: the rest was left out, `textContains` must be asked. */
  readonly truncated: boolean;
}

/** The decoded text of a message, at most 1,048,576 characters of it (RFC 9051 6.4.4 TEXT and BODY). */
export async function searchText(_tree: MessageTree, _read: ReadOctets): Promise<SearchText> {
  throw new Error('the search text is not built yet');
}

/** Whether the header or the body (`where` 'body': the body alone) holds the term, as `includes` on the whole text would say. */
export async function textContains(
  _tree: MessageTree,
  _read: ReadOctets,
  _term: string,
  _where: 'text' | 'body' = 'text',
): Promise<boolean> {
  throw new Error('the search text is not built yet');
}

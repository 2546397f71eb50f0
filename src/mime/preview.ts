import { charsetDecoder } from './charset-stream.ts';
import { htmlText } from './html-text.ts';
import type { MessageTree } from './message-summary.ts';
import type { ReadOctets } from './message-tree.ts';
import { decodedOctets, isKnownEncoding } from './transfer-stream.ts';

const MAX_CHARACTERS = 200;
/** Octets of the part, as transferred: no more are read. */
const MAX_OCTETS = 64 * 1024;
/** Enough of plain text to find 200 characters behind blank lines. */
const ENOUGH_TEXT = 16 * 1024;

/**
 * The first 200 characters a reader sees (RFC 8970 3.3): of the first text/plain part that is no attachment, else of the first
 * text/html without its markup; white space joined. Empty where there is no text.
 */
export async function previewOf(tree: MessageTree, read: ReadOctets): Promise<string> {
  const node = firstText(tree, 'text/plain') ?? firstText(tree, 'text/html');
  if (node === undefined) return '';
  const { bodyStart, end, encoding, contentType } = node.part;
  const decoder = charsetDecoder(contentType.params.get('charset') ?? '');
  const octets = decodedOctets(read(bodyStart, Math.min(end, bodyStart + MAX_OCTETS)), encoding);
  let text = '';
  for await (const piece of octets) text += decoder.push(piece);
  text += decoder.end();
  return joined(contentType.type === 'text/html' ? htmlText(text, ENOUGH_TEXT) : text);
}

/** Attached messages are not looked into: what they say is not this message's text. */
function firstText(node: MessageTree, type: string): MessageTree | undefined {
  const { contentType, disposition, encoding } = node.part;
  if (contentType.type === type && disposition?.type !== 'attachment' && isKnownEncoding(encoding)) return node;
  for (const child of node.children) {
    const found = firstText(child, type);
    if (found !== undefined) return found;
  }
  return undefined;
}

// Control characters, marks of direction and of no width tell a reader nothing, and can deceive.
const UNSEEN = /[\p{Cc}\p{Cf}\ufffc]+/gu;

function joined(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(UNSEEN, '').replace(/ {2,}/g, ' ').trim();
  // Joined anew: a slice would keep the whole text alive, for as long as somebody holds what is shown.
  const shown: string[] = [];
  for (const character of line) if (shown.push(character) === MAX_CHARACTERS) break;
  return shown.join('').trim();
}

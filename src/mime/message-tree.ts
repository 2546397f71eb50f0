import type { MessageTree } from './message-summary.ts';
import { MessageTreeIndexer } from './message-tree-indexer.ts';

/** Octets of a message from `start` to one past the last; `end` is at most its size. */
export type ReadOctets = (start: number, end: number) => AsyncIterable<Uint8Array>;

/**
 * The tree of a message, read once as a stream: multiparts and attached messages are descended into to a depth of 32 and to 1,000
 * parts in all; what lies beyond is an opaque leaf. A message/rfc822 or message/global that is encoded is a leaf too (RFC 2046 5.2.1).
 */
export async function buildMessageTree(size: number, read: ReadOctets): Promise<MessageTree> {
  const indexer = new MessageTreeIndexer();
  for await (const chunk of read(0, size)) indexer.push(chunk);
  return indexer.end();
}

/** The same for a message in memory. */
export function messageTreeOf(bytes: Uint8Array): MessageTree {
  const indexer = new MessageTreeIndexer();
  indexer.push(bytes);
  return indexer.end();
}

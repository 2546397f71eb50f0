import { buildMessageTree, isSlice, type MessageTree, messageTreeOf, type ReadOctets, sliceRope } from '#mime';
import type { Blobs, StoredMessage } from '#ports';

/** A stored message, to be looked into: exact octets of any range, and its structure. */
export interface OpenedMessage {
  readonly id: string;
  /** Octets. */
  readonly size: number;
  readonly read: ReadOctets;
  /** Read once however often it is asked for. */
  tree(): Promise<MessageTree>;
}

export function openMessage(message: StoredMessage, blobs: Pick<Blobs, 'read'>): OpenedMessage {
  const { id, size, rope } = message;
  const read: ReadOctets = (start, end) => blobs.read(sliceRope(rope, start, Math.min(end, size)));
  let tree: Promise<MessageTree> | undefined;
  return {
    id,
    size,
    read,
    tree() {
      tree ??= grow();
      return tree;
    },
  };

  async function grow(): Promise<MessageTree> {
    const [only] = rope;
    return rope.length === 1 && only && !isSlice(only) ? messageTreeOf(only) : await buildMessageTree(size, read);
  }
}

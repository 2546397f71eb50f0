import { type MessageTree, messageTreeOf } from '#mime';
import { wire } from '#pec';
import { childrenOf, type NumberedPart } from './body-parts.ts';
import { type MessageSource, sourceOf } from './octet-source.ts';
import { MAX_OPENED } from './open-signed.ts';
import { partBytes } from './part-content.ts';

/** A message inside another, with the number of the part that holds it. */
export interface InnerMessage {
  readonly source: Pick<MessageSource, 'read'>;
  readonly tree: MessageTree;
  /** Where paths of its parts begin; a message that had to be decoded has its own numbers behind `!`. */
  readonly prefix: string;
  readonly isDecoded: boolean;
}

/**
 * postacert.eml of an envelope, receipt or anomaly: the part of that name right below the outermost multipart/mixed, where alone it counts
 * (T61). Undefined when there is none, or when it is encoded and too big to be opened.
 */
export async function enclosedMessage(message: MessageSource): Promise<InnerMessage | undefined> {
  const found = postacertPart(message.tree);
  if (found === undefined) return undefined;
  const { node, number } = found;
  if (node.message) return { source: message, tree: node.message, prefix: number, isDecoded: false };
  const octets = await partBytes(message, node.part, MAX_OPENED);
  if (octets === undefined) return undefined;
  return { source: sourceOf(octets), tree: messageTreeOf(octets), prefix: number, isDecoded: true };
}

function postacertPart(tree: MessageTree): NumberedPart | undefined {
  const root = { node: tree, number: '' };
  const mixed = tree.part.contentType.type === 'multipart/signed' ? childrenOf(root)[0] : root;
  if (mixed?.node.part.contentType.type !== 'multipart/mixed') return undefined;
  return childrenOf(mixed).find(({ node }) => node.part.fileName?.trim().toLowerCase() === wire.PART.postacert);
}

import { decodedOctets, isIdentityEncoding, isKnownEncoding, type MessageTree, type ReadOctets } from '#mime';
import type { Partial, PartPath } from './query.ts';
import { findPart } from './section.ts';

/** A part to be sent with its Content-Transfer-Encoding undone. */
export interface BinaryPart {
  readonly encoding: string;
  /** Of the body as transferred. */
  readonly start: number;
  readonly end: number;
}

/**
 * RFC 3516 4.2: `unknown-cte` is answered `NO [UNKNOWN-CTE]`; undefined when there is no such part. The whole message, multiparts and
 * messages in it are sent as they are (RFC 2045 6.4: none may be encoded, and what is certified is not written anew).
 */
export function binaryPart(tree: MessageTree, path: PartPath): BinaryPart | 'unknown-cte' | undefined {
  const node = findPart(tree, path);
  if (node === undefined) return undefined;
  const { part } = node;
  return path.length === 0 ? { encoding: 'binary', start: part.start, end: part.end } : bodyOf(node);
}

/** `BINARY[TEXT]`: what stands behind the header of a message. */
export function binaryText(tree: MessageTree, path: PartPath): BinaryPart | 'unknown-cte' | undefined {
  const node = findPart(tree, path);
  const message = path.length === 0 ? node : node?.message;
  return message && bodyOf(message);
}

function bodyOf({ part, children, message }: MessageTree): BinaryPart | 'unknown-cte' {
  const isWhole = children.length > 0 || message !== undefined;
  if (!isWhole && !isKnownEncoding(part.encoding)) return 'unknown-cte';
  return { encoding: isWhole ? 'binary' : part.encoding, start: part.bodyStart, end: part.end };
}

/** Octets once decoded (BINARY.SIZE); counted as they go by. */
export async function binarySize(part: BinaryPart, read: ReadOctets): Promise<number> {
  if (isIdentityEncoding(part.encoding)) return part.end - part.start;
  let size = 0;
  for await (const octets of decodedOctets(read(part.start, part.end), part.encoding)) size += octets.length;
  return size;
}

/** Streams the decoded octets, or those `partial` asks for: it counts decoded octets. */
export async function* readBinary(part: BinaryPart, read: ReadOctets, partial?: Partial): AsyncGenerator<Uint8Array> {
  const [from, length] = partial ?? [0, Number.POSITIVE_INFINITY];
  if (isIdentityEncoding(part.encoding)) {
    const start = Math.min(part.start + from, part.end);
    const end = Math.min(start + length, part.end);
    if (start < end) yield* read(start, end);
    return;
  }
  let at = 0;
  for await (const octets of decodedOctets(read(part.start, part.end), part.encoding)) {
    const start = Math.max(from - at, 0);
    const end = Math.min(from + length - at, octets.length);
    at += octets.length;
    if (start < end) yield octets.subarray(start, end);
    if (at >= from + length) return;
  }
}

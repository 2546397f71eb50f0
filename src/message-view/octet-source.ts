import { concat, type MessageTree, type ReadOctets } from '#mime';

/** Octets somewhere: a stored message, a part of one, what was inside an attachment. Read by ranges, never whole unless asked to. */
export interface OctetSource {
  readonly size: number;
  readonly read: ReadOctets;
}

/** A message somewhere, and its structure. */
export interface MessageSource extends OctetSource {
  readonly tree: MessageTree;
}

export function sourceOf(bytes: Uint8Array): OctetSource {
  return { size: bytes.length, read: (start, end) => once(bytes.subarray(start, Math.min(end, bytes.length))) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

/** The octets of a range at once. */
export async function readRange({ read }: Pick<OctetSource, 'read'>, start: number, end: number): Promise<Uint8Array> {
  return await gather(read(start, end));
}

/** All pieces in one array of its own; undefined when they are more than `maxBytes`. */
export async function gatherUpTo(pieces: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
  const kept: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > maxBytes) return undefined;
    // The memory of a piece may be used again for the next.
    kept.push(piece.slice());
  }
  return concat(kept);
}

async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return (await gatherUpTo(pieces, Number.POSITIVE_INFINITY))!;
}

/** The first octets of a stream, at most `length`; the stream is ended. */
export async function firstOctets(pieces: AsyncIterable<Uint8Array>, length: number): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let had = 0;
  for await (const piece of pieces) {
    kept.push(piece.slice(0, length - had));
    had += piece.length;
    if (had >= length) break;
  }
  return concat(kept);
}

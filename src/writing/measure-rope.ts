import { hex, type MimeIndex, MimeIndexer, type Rope, ropeLength, sliceRope } from '#mime';
import type { Blobs, Digests } from '#ports';

/** A message ready to be handed in: its octets where they are, read once to know their digest and structure. */
export interface Measured {
  readonly rope: Rope;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly index: MimeIndex;
  /** The header section with the empty line. */
  readonly header: Uint8Array;
}

const MAX_HEADER = 256 * 1024;

/** Undefined: its header section is too long. */
export async function measureRope(
  rope: Rope,
  { blobs, digests }: { readonly blobs: Pick<Blobs, 'read' | 'bytes'>; readonly digests: Pick<Digests, 'sha256'> },
): Promise<Measured | undefined> {
  const indexer = new MimeIndexer();
  const digest = digests.sha256();
  for await (const piece of blobs.read(rope)) {
    indexer.push(piece);
    digest.update(piece);
  }
  const index = indexer.end();
  const { bodyStart } = index.root;
  if (bodyStart > MAX_HEADER) return undefined;
  const header = await blobs.bytes(sliceRope(rope, 0, bodyStart), MAX_HEADER);
  return { rope, size: ropeLength(rope), sha256: hex(digest.digest()), index, header };
}

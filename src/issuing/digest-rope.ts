import { isSlice, type Rope } from '#mime';
import type { Blobs, Hasher } from '#ports';

/** Feeds the octets of a rope to a digest: literals at once, blobs as they are read. */
export async function digestRope(rope: Rope, hasher: Hasher, blobs: Pick<Blobs, 'read'>): Promise<Uint8Array> {
  for (const piece of rope) {
    if (isSlice(piece)) for await (const chunk of blobs.read([piece])) hasher.update(chunk);
    else hasher.update(piece);
  }
  return hasher.digest();
}

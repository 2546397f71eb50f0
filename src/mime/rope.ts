/** Bytes that live in the blob store: `length` octets from `offset` of the blob named `blob`. */
export interface BlobSlice {
  readonly blob: string;
  readonly offset: number;
  readonly length: number;
}

export type RopePiece = Uint8Array | BlobSlice;

/**
 * The exact octets of a message, as the concatenation of literal bytes and references to blobs. An original of 100 MB that
 * stands in the envelope, the inbox and the delivery receipt is stored once and named three times.
 */
export type Rope = readonly RopePiece[];

export function isSlice(piece: RopePiece): piece is BlobSlice {
  return !(piece instanceof Uint8Array);
}

/** Octets the rope stands for. */
export function ropeLength(rope: Rope): number {
  let total = 0;
  for (const piece of rope) total += piece.length;
  return total;
}

/** The octets of a message all of which is in memory. Throws RangeError where a piece lies elsewhere: it would be missing. */
export function ropeOctets(rope: Rope): Uint8Array {
  const octets = new Uint8Array(ropeLength(rope));
  let at = 0;
  for (const piece of rope) {
    if (isSlice(piece)) throw new RangeError(`octets of the blob ${piece.blob} are not in memory`);
    octets.set(piece, at);
    at += piece.length;
  }
  return octets;
}

/** The octets from `start` (inclusive) to `end` (exclusive); nothing is copied. Throws RangeError when outside the rope. */
export function sliceRope(rope: Rope, start: number, end: number): Rope {
  if (start < 0 || end < start || end > ropeLength(rope)) {
    throw new RangeError(`slice ${start}..${end} is outside a rope of ${ropeLength(rope)} octets`);
  }
  const pieces: RopePiece[] = [];
  let at = 0;
  for (const piece of rope) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, piece.length);
    if (from < to) pieces.push(cut(piece, from, to));
    at += piece.length;
  }
  return pieces;
}

function cut(piece: RopePiece, from: number, to: number): RopePiece {
  if (!isSlice(piece)) return piece.subarray(from, to);
  return { blob: piece.blob, offset: piece.offset + from, length: to - from };
}

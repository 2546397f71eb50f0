import { type BlobSlice, isSlice, type Rope, type RopePiece } from '#mime';

/** A rope as it stands in the rows: all literal octets joined, the blob references, and the order of both. */
export interface RopeRows<Literal = Uint8Array> {
  readonly literal: Literal;
  /** By ordinal - 1. */
  readonly slices: readonly BlobSlice[];
  /** `message.layout`; null for a rope that is one literal. */
  readonly layout: readonly number[] | null;
}

/** The literal in pieces: they are joined where they are written. */
export function ropeToRows(rope: Rope): RopeRows<readonly Uint8Array[]> {
  const literals: Uint8Array[] = [];
  const slices: BlobSlice[] = [];
  const layout: number[] = [];
  for (const piece of rope) {
    if (isSlice(piece)) {
      slices.push(piece);
      layout.push(-slices.length);
    } else if (piece.length > 0) {
      literals.push(piece);
      const last = layout.at(-1);
      if (last !== undefined && last > 0) layout[layout.length - 1] = last + piece.length;
      else layout.push(piece.length);
    }
  }
  return { literal: literals, slices, layout: slices.length === 0 ? null : layout };
}

/** Throws when the parts do not fit together: the row was damaged. */
export function rowsToRope({ literal, slices, layout }: RopeRows): Rope {
  if (layout === null) return literal.length === 0 ? [] : [literal];
  const rope: RopePiece[] = [];
  let at = 0;
  for (const part of layout) {
    if (part > 0) {
      rope.push(literal.subarray(at, at + part));
      at += part;
    } else {
      const slice = slices[-part - 1];
      if (!slice) throw new Error(`a stored rope names reference ${-part}, which does not exist`);
      rope.push(slice);
    }
  }
  if (at !== literal.length) throw new Error(`a stored rope uses ${at} of its ${literal.length} literal octets`);
  return rope;
}

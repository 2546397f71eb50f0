import { HASH_OCTETS, type Sha256, type TreeHasher, treeHasher } from './merkle-hash.ts';

/**
 * Commitments `start` to `end` (not included), 32 octets each, one after the other: as they stand in a `.leaves` file. What it answers
 * is never changed by who asked.
 */
export type ReadCommitments = (start: number, end: number) => Promise<Uint8Array>;

/** Leaves whose subtree is computed anew when it is asked for; above, each whole subtree is kept: 64 octets for 256 leaves. */
const BLOCK = 256;
/** Leaves read at once while the tree is built. */
const READ_AHEAD = 16_384;

/**
 * A tree over commitments that stand elsewhere, for proofs: built once, then a proof reads one or two blocks (RFC 9162 2.1.3, 2.1.4).
 * A million leaves take 256 KiB here.
 */
export class MerkleTree {
  readonly #read: ReadCommitments;
  readonly #hash: TreeHasher;
  /** Level n holds the roots of the whole subtrees of BLOCK * 2^n leaves, in order. */
  readonly #levels: Uint8Array[][] = [];
  #size = 0;
  #block: { readonly start: number; readonly end: number; readonly octets: Uint8Array } | undefined;

  private constructor(read: ReadCommitments, sha256: Sha256) {
    this.#read = read;
    this.#hash = treeHasher(sha256);
  }

  /** Reads all `size` commitments once. */
  static async build(read: ReadCommitments, size: number, sha256: Sha256): Promise<MerkleTree> {
    const tree = new MerkleTree(read, sha256);
    await tree.grow(size);
    return tree;
  }

  get size(): number {
    return this.#size;
  }

  /** The tree of an open day has grown to this size; what stood in it stands in it still. */
  async grow(size: number): Promise<void> {
    if (size < this.#size) throw new RangeError(`a tree of ${this.#size} leaves doesn't shrink to ${size}`);
    const blocksKept = this.#levels[0]?.length ?? 0;
    const wholeBlocks = Math.floor(size / BLOCK) * BLOCK;
    for (let start = blocksKept * BLOCK; start < wholeBlocks; start += READ_AHEAD) {
      const end = Math.min(start + READ_AHEAD, wholeBlocks);
      const octets = await this.#read(start, end);
      for (let at = 0; at < end - start; at += BLOCK) this.#keep(this.#rootOf(octets, at, at + BLOCK));
    }
    this.#size = size;
    this.#block = undefined;
  }

  /** Root of the first `size` leaves: what a head of that size says. */
  async root(size = this.#size): Promise<Uint8Array> {
    this.#check(size);
    return size === 0 ? this.#hash.empty() : await this.#subtree(0, size);
  }

  /** Audit path of a leaf in the tree of the first `size` leaves, from the leaf up (RFC 9162 2.1.3.1). */
  async inclusion(index: number, size = this.#size): Promise<readonly Uint8Array[]> {
    this.#check(size);
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError(`no leaf ${index} in ${size}`);
    const path: Uint8Array[] = [];
    let [start, end] = [0, size];
    while (end - start > 1) {
      const middle = start + splitOf(end - start);
      if (index < middle) {
        path.push(await this.#subtree(middle, end));
        end = middle;
      } else {
        path.push(await this.#subtree(start, middle));
        start = middle;
      }
    }
    return path.reverse();
  }

  /** That the tree of the first `from` leaves is the beginning of that of `to` (RFC 9162 2.1.4.1). */
  async consistency(from: number, to = this.#size): Promise<readonly Uint8Array[]> {
    this.#check(to);
    if (!Number.isSafeInteger(from) || from < 1 || from > to) throw new RangeError(`no tree of ${from} within ${to}`);
    const path: Uint8Array[] = [];
    let [start, end] = [0, to];
    while (end !== from) {
      const middle = start + splitOf(end - start);
      if (from <= middle) {
        path.push(await this.#subtree(middle, end));
        end = middle;
      } else {
        path.push(await this.#subtree(start, middle));
        start = middle;
      }
    }
    // The root of `from` itself is known to who asks, when it is a whole subtree of this tree.
    if (start !== 0) path.push(await this.#subtree(start, end));
    return path.reverse();
  }

  #check(size: number): void {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.#size)
      throw new RangeError(`no tree of ${size} leaves: there are ${this.#size}`);
  }

  #keep(block: Uint8Array): void {
    let root = block;
    for (let level = 0; ; level++) {
      const kept = this.#levels[level] ?? [];
      this.#levels[level] = kept;
      kept.push(root);
      if (kept.length % 2 === 1) return;
      root = this.#hash.node(kept.at(-2)!, root);
    }
  }

  /** `start` is always a multiple of the smallest power of two that is not below the width: so RFC 9162 splits. */
  async #subtree(start: number, end: number): Promise<Uint8Array> {
    const width = end - start;
    if (width > BLOCK) {
      const kept = Number.isInteger(Math.log2(width))
        ? this.#levels[Math.log2(width / BLOCK)]?.[start / width]
        : undefined;
      if (kept !== undefined) return kept;
      const middle = start + splitOf(width);
      return this.#hash.node(await this.#subtree(start, middle), await this.#subtree(middle, end));
    }
    if (width === BLOCK) return this.#levels[0]![start / BLOCK]!;
    const block = await this.#blockAt(start);
    return this.#rootOf(block.octets, start - block.start, end - block.start);
  }

  async #blockAt(leaf: number) {
    const start = leaf - (leaf % BLOCK);
    const end = Math.min(start + BLOCK, this.#size);
    // One that was asked for before the tree grew may have come since.
    if (this.#block?.start === start && this.#block.end === end) return this.#block;
    this.#block = { start, end, octets: await this.#read(start, end) };
    return this.#block;
  }

  #rootOf(octets: Uint8Array, start: number, end: number): Uint8Array {
    if (end - start === 1) return this.#hash.leaf(octets, start * HASH_OCTETS);
    const middle = start + splitOf(end - start);
    return this.#hash.node(this.#rootOf(octets, start, middle), this.#rootOf(octets, middle, end));
  }
}

/** The largest power of two below `width` (RFC 9162 2.1.1). */
function splitOf(width: number): number {
  let split = 1;
  while (split * 2 < width) split *= 2;
  return split;
}

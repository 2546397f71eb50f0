import { hex } from '#mime';
import { EvidenceFault } from './fault.ts';
import { hashFromHex } from './hex-text.ts';
import { HASH_OCTETS, type Sha256, type TreeHasher, treeHasher } from './merkle-hash.ts';

/** A frontier as it is kept between two runs. */
export interface SavedFrontier {
  readonly size: number;
  /** Roots of the whole subtrees, the largest first, lower-case hex: one for each binary digit 1 of `size`. */
  readonly nodes: readonly string[];
}

/** A tree that only grows: as much of it as is needed for its root and for the next leaf, O(log size) (RFC 9162 2.1.1). */
export class TreeFrontier {
  readonly #hash: TreeHasher;
  /** Roots of whole subtrees, the largest first. */
  readonly #nodes: Uint8Array[];
  #size: number;

  /** Throws EvidenceFault when what was saved is no frontier. */
  constructor(sha256: Sha256, saved: SavedFrontier = { size: 0, nodes: [] }) {
    this.#hash = treeHasher(sha256);
    this.#size = saved.size;
    this.#nodes = saved.nodes.map((text) => hashFromHex(text, 'frontier'));
    if (!Number.isSafeInteger(saved.size) || saved.size < 0 || onesIn(saved.size) !== saved.nodes.length)
      throw new EvidenceFault(`frontier: ${saved.nodes.length} nodes don't make a tree of ${saved.size} leaves`);
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  append(commitment: Uint8Array): void {
    if (commitment.length !== HASH_OCTETS) throw new RangeError(`a commitment has 32 octets, not ${commitment.length}`);
    let node = this.#hash.leaf(commitment);
    // Two whole subtrees of one height become one: as many as the size ends in digits 1.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) node = this.#hash.node(this.#nodes.pop()!, node);
    this.#nodes.push(node);
    this.#size++;
  }

  root(): Uint8Array {
    const nodes = this.#nodes;
    if (nodes.length === 0) return this.#hash.empty();
    return nodes.reduceRight((right, left) => this.#hash.node(left, right));
  }

  save(): SavedFrontier {
    return { size: this.#size, nodes: this.#nodes.map(hex) };
  }
}

function onesIn(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}

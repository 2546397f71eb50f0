import { hash } from 'node:crypto';
import { type Day, HASH_OCTETS, MerkleTree } from '#evidence';
import type { LogHeadsPorts } from './log-heads-ports.ts';

const sha256 = (octets: Uint8Array): Uint8Array => hash('sha256', octets, 'buffer');
/** A tree of a million leaves has 256 KiB. */
const MAX_TREES = 32;
const SEARCH_LEAVES = 65_536;
/** To read a leaf costs so much less than to hash it and its nodes. */
const SEARCHED_FOR_ONE = 16;

/** Who asks has had as much work done as one may ask for in an hour. */
export class AskedTooMuch extends Error {
  override name = 'AskedTooMuch';
}

/** Counts leaves that are hashed for who asks; false: no more of them now. */
export type Spend = (leaves: number) => boolean;

/** The trees of days, built when first asked for; those asked for last are kept. */
export class DayTrees {
  readonly #ports: Pick<LogHeadsPorts, 'size' | 'commitments'>;
  readonly #trees = new Map<Day, Promise<MerkleTree>>();

  constructor(ports: Pick<LogHeadsPorts, 'size' | 'commitments'>) {
    this.#ports = ports;
  }

  /** Undefined when no head of the day was published. Throws AskedTooMuch. */
  async treeOf(day: Day, spend: Spend): Promise<MerkleTree | undefined> {
    const size = await this.#ports.size(day);
    if (size === undefined) return undefined;
    const before = this.#trees.get(day);
    if (before === undefined && !spend(size)) throw new AskedTooMuch();
    const grown = before === undefined ? this.#build(day, size) : before.then((tree) => growTo(tree, size));
    this.#trees.delete(day);
    this.#trees.set(day, grown);
    for (const oldest of this.#trees.keys()) {
      if (this.#trees.size <= MAX_TREES) break;
      this.#trees.delete(oldest);
    }
    // What could not be built is tried anew.
    grown.catch(() => this.#trees.get(day) === grown && this.#trees.delete(day));
    return grown;
  }

  /** The leaf of a commitment. Throws AskedTooMuch. */
  async leafOf(day: Day, commitment: Uint8Array, size: number, spend: Spend): Promise<number | undefined> {
    if (!spend(Math.ceil(size / SEARCHED_FOR_ONE))) throw new AskedTooMuch();
    for (let start = 0; start < size; start += SEARCH_LEAVES) {
      const octets = Buffer.from(await this.#ports.commitments(day, start, Math.min(start + SEARCH_LEAVES, size)));
      let at = octets.indexOf(commitment);
      while (at >= 0 && at % HASH_OCTETS !== 0) at = octets.indexOf(commitment, at + 1);
      if (at >= 0) return start + at / HASH_OCTETS;
    }
    return undefined;
  }

  #build(day: Day, size: number): Promise<MerkleTree> {
    return MerkleTree.build((start, end) => this.#ports.commitments(day, start, end), size, sha256);
  }
}

async function growTo(tree: MerkleTree, size: number): Promise<MerkleTree> {
  if (size > tree.size) await tree.grow(size);
  return tree;
}

import { concat, hex } from '#mime';
import { EvidenceFault } from './fault.ts';
import { hashFromHex } from './hex-text.ts';
import { type SavedFrontier, TreeFrontier } from './merkle-frontier.ts';
import { HASH_OCTETS, type Sha256 } from './merkle-hash.ts';

/** Octets of a record's salt. */
export const SALT_OCTETS = 16;

/** A tally as it is kept between two runs. */
export interface SavedTally {
  readonly chain: string;
  readonly lastSeq: number;
  readonly tree: SavedFrontier;
}

/** SHA-256 of the salt and the octets of a record (docs/sealed-log.md): says nothing of the record without its salt. */
export function commitmentOf(salt: Uint8Array, recordOctets: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(concat([salt, recordOctets]));
}

/** What the log of a day comes to so far: chain value and tree. Grows record by record; small at any size. */
export class DayTally {
  readonly #sha256: Sha256;
  readonly #tree: TreeFrontier;
  readonly #chainInput = new Uint8Array(2 * HASH_OCTETS);
  #chain: Uint8Array;
  #lastSeq: number;

  private constructor(sha256: Sha256, tree: TreeFrontier, chain: Uint8Array, lastSeq: number) {
    this.#sha256 = sha256;
    this.#tree = tree;
    this.#chain = chain;
    this.#lastSeq = lastSeq;
  }

  /** Begins with the head line (octets without LF), which is leaf 0 and the first chain value. */
  static begin(headLine: Uint8Array, sha256: Sha256): DayTally {
    const commitment = sha256(headLine);
    const tree = new TreeFrontier(sha256);
    tree.append(commitment);
    return new DayTally(sha256, tree, commitment, -1);
  }

  /** Throws EvidenceFault when what was saved is no tally. */
  static restore(saved: SavedTally, sha256: Sha256): DayTally {
    return new DayTally(sha256, new TreeFrontier(sha256, saved.tree), hashFromHex(saved.chain, 'chain'), saved.lastSeq);
  }

  /** Adds a record by its commitment; answers the new chain value. Throws EvidenceFault when `seq` doesn't grow. */
  add(seq: number, commitment: Uint8Array): Uint8Array {
    if (!(seq > this.#lastSeq)) throw new EvidenceFault(`record ${seq} comes after record ${this.#lastSeq}`);
    this.#lastSeq = seq;
    this.#tree.append(commitment);
    this.#chainInput.set(this.#chain);
    this.#chainInput.set(commitment, HASH_OCTETS);
    this.#chain = this.#sha256(this.#chainInput);
    return this.#chain;
  }

  get chain(): Uint8Array {
    return this.#chain;
  }

  /** Leaves: records and the head line. */
  get size(): number {
    return this.#tree.size;
  }

  /** `seq` of the last record; -1 before the first. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  root(): Uint8Array {
    return this.#tree.root();
  }

  save(): SavedTally {
    return { chain: hex(this.#chain), lastSeq: this.#lastSeq, tree: this.#tree.save() };
  }
}

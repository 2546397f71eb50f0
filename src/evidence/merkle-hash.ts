import { digest } from '#cms';

/** SHA-256 of octets, at once: who builds trees hands in a native one, since WebCrypto for each leaf is too slow. */
export type Sha256 = (octets: Uint8Array) => Uint8Array;

/** Octets of every digest in the tree. */
export const HASH_OCTETS = 32;

/** Hashes leaves and nodes of a tree (RFC 9162 2.1.1): domains are told apart by the first octet. */
export interface TreeHasher {
  /** `at`: where in `commitments` the 32 octets of this one begin. */
  leaf(commitments: Uint8Array, at?: number): Uint8Array;
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** Of a tree without leaves: the digest of nothing. */
  empty(): Uint8Array;
}

export function treeHasher(sha256: Sha256): TreeHasher {
  // Filled anew for each question; a digest function doesn't keep its input.
  const leafInput = new Uint8Array(1 + HASH_OCTETS);
  const nodeInput = new Uint8Array(1 + 2 * HASH_OCTETS);
  nodeInput[0] = 1;
  return {
    leaf(commitments, at = 0) {
      for (let i = 0; i < HASH_OCTETS; i++) leafInput[1 + i] = commitments[at + i]!;
      return sha256(leafInput);
    },
    node(left, right) {
      nodeInput.set(left, 1);
      nodeInput.set(right, 1 + HASH_OCTETS);
      return sha256(nodeInput);
    },
    empty: () => sha256(new Uint8Array(0)),
  };
}

/** Hash of a leaf by WebCrypto, for verifiers (RFC 9162 2.1.1). */
export function leafHash(commitment: Uint8Array): Promise<Uint8Array> {
  const input = new Uint8Array(1 + commitment.length);
  input.set(commitment, 1);
  return digest('sha256', input);
}

/** Hash of a node by WebCrypto, for verifiers (RFC 9162 2.1.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const input = new Uint8Array(1 + left.length + right.length);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return digest('sha256', input);
}

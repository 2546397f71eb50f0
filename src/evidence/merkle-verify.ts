import { equalBytes } from '#cms';
import { leafHash, nodeHash } from './merkle-hash.ts';

/** A tree as a head states it. */
export interface TreeState {
  readonly size: number;
  readonly root: Uint8Array;
}

/** No tree of a size that a number can hold has longer paths. */
const MAX_PATH = 2 * 53;

/**
 * Does `path` lead from this commitment, leaf `index`, to the root (RFC 9162 2.1.3.2)? By WebCrypto, so that it runs in a browser. Never
 * throws on bad input.
 */
export async function verifyInclusion(
  commitment: Uint8Array,
  index: number,
  path: readonly Uint8Array[],
  { size, root }: TreeState,
): Promise<boolean> {
  if (!isCount(size) || !isCount(index) || index >= size || path.length > MAX_PATH) return false;
  let [node, last] = [index, size - 1];
  let reached = await leafHash(commitment);
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      reached = await nodeHash(sibling, reached);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)];
    } else {
      reached = await nodeHash(reached, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equalBytes(reached, root);
}

/**
 * Is the tree `from` the beginning of the tree `to` (RFC 9162 2.1.4.2)? By WebCrypto, so that it runs in a browser. Never throws on bad
 * input.
 */
export async function verifyConsistency(from: TreeState, to: TreeState, path: readonly Uint8Array[]): Promise<boolean> {
  if (!isCount(from.size) || !isCount(to.size) || from.size < 1 || from.size > to.size) return false;
  if (from.size === to.size) return path.length === 0 && equalBytes(from.root, to.root);
  if (path.length === 0 || path.length > MAX_PATH) return false;
  let [node, last] = [from.size - 1, to.size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  // When `from` is a whole subtree of `to`, its root is not sent.
  const [first, ...rest] = node === 0 ? [from.root, ...path] : path;
  let [reachedFrom, reachedTo] = [first!, first!];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      reachedFrom = await nodeHash(sibling, reachedFrom);
      reachedTo = await nodeHash(sibling, reachedTo);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)];
    } else {
      reachedTo = await nodeHash(reachedTo, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equalBytes(reachedFrom, from.root) && equalBytes(reachedTo, to.root);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

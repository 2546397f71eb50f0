import { concat } from '#mime';
import type { StrongDigest } from './algorithms.ts';
import { compareBytes, equalBytes } from './bytes.ts';
import { digest } from './signature-algorithm.ts';
import { hexText } from './values.ts';

/** What leads from one leaf to the root: lists of hash values, the first holding the leaf itself (RFC 4998 4.2). */
export type ReducedHashTree = readonly (readonly Uint8Array[])[];

export interface HashTree {
  readonly root: Uint8Array;
  /** Of a leaf the tree was made of; empty when there is but one. */
  reducedFor(leaf: Uint8Array): ReducedHashTree;
}

interface Node {
  readonly hash: Uint8Array;
  parent?: Node;
  sibling?: Node;
}

/**
 * A binary tree over these hash values, each taken once: a node is the hash of its children in binary ascending order (RFC 4998
 * 4.2). A value without a partner rises unchanged.
 */
export async function hashTree(leaves: readonly Uint8Array[], algorithm: StrongDigest): Promise<HashTree> {
  const bottom = new Map<string, Node>(leaves.map((hash) => [hexText(hash), { hash }]));
  if (bottom.size === 0) throw new RangeError('a hash tree has leaves');
  let level: Node[] = [...bottom.values()];
  while (level.length > 1) {
    const pairs = Array.from({ length: Math.ceil(level.length / 2) }, (_, at) => level.slice(2 * at, 2 * at + 2));
    level = await Promise.all(pairs.map((pair) => joined(pair, algorithm)));
  }
  return {
    root: level[0]!.hash,
    reducedFor(leaf) {
      const node = bottom.get(hexText(leaf));
      if (node === undefined) throw new RangeError('not a leaf of this tree');
      return reduced(node);
    },
  };
}

async function joined([one, other]: readonly Node[], algorithm: StrongDigest): Promise<Node> {
  if (other === undefined) return one!;
  const parent = { hash: await hashOfList([one!.hash, other.hash], algorithm) };
  Object.assign(one!, { parent, sibling: other });
  Object.assign(other, { parent, sibling: one });
  return parent;
}

function reduced(leaf: Node): ReducedHashTree {
  const lists: Uint8Array[][] = [];
  for (let node: Node | undefined = leaf; node?.sibling !== undefined; node = node.parent) {
    lists.push(node === leaf ? [node.hash, node.sibling.hash] : [node.sibling.hash]);
  }
  return lists;
}

function hashOfList(list: readonly Uint8Array[], algorithm: string): Promise<Uint8Array> {
  return digest(algorithm, concat(list.toSorted(compareBytes)));
}

/** The root that a reduced tree gives for a leaf; undefined when the leaf is not in its first list (RFC 4998 4.3). */
export async function rootOf(
  leaf: Uint8Array,
  tree: ReducedHashTree,
  algorithm: string,
): Promise<Uint8Array | undefined> {
  const [first, ...others] = tree;
  if (first === undefined) return leaf;
  if (!first.some((hash) => equalBytes(hash, leaf))) return undefined;
  // The hash of a group of one is that one (RFC 4998 4.2).
  let root = first.length === 1 ? leaf : await hashOfList(first, algorithm);
  for (const list of others) root = await hashOfList([...list, root], algorithm);
  return root;
}

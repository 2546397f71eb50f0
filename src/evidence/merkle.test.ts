import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex } from '#mime';
import { EvidenceFault } from './fault.ts';
import { TreeFrontier } from './merkle-frontier.ts';
import { leafHash, nodeHash, type Sha256 } from './merkle-hash.ts';
import { MerkleTree } from './merkle-tree.ts';
import { verifyConsistency, verifyInclusion } from './merkle-verify.ts';

const sha256: Sha256 = (octets) => new Uint8Array(hash('sha256', octets, 'buffer'));
const sha = (...pieces: readonly Uint8Array[]) => sha256(Buffer.concat(pieces));

/** RFC 9162 2.1.1, word for word. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha();
  if (leaves.length === 1) return sha(Uint8Array.of(0), leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

const commitmentsOf = (size: number) => Array.from({ length: size }, (_, n) => sha(Buffer.from(`leaf ${n}`)));

function treeOver(commitments: readonly Uint8Array[], size = commitments.length): Promise<MerkleTree> {
  const octets = Buffer.concat(commitments);
  return MerkleTree.build(async (start, end) => octets.subarray(start * 32, end * 32), size, sha256);
}

function frontierOver(commitments: readonly Uint8Array[]): TreeFrontier {
  const frontier = new TreeFrontier(sha256);
  for (const commitment of commitments) frontier.append(commitment);
  return frontier;
}

// The inputs and roots of the tree of eight leaves that implementations of RFC 6962 test themselves with.
const REFERENCE = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const REFERENCE_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('leaves and nodes are hashed as the reference tree of Certificate Transparency is', async () => {
  const leaves = await Promise.all(REFERENCE.map((text) => leafHash(Buffer.from(text, 'hex'))));
  const rootOf = async (some: readonly Uint8Array[]): Promise<Uint8Array> => {
    if (some.length === 1) return some[0]!;
    const k = 2 ** Math.ceil(Math.log2(some.length) - 1);
    return nodeHash(await rootOf(some.slice(0, k)), await rootOf(some.slice(k)));
  };
  for (const [index, root] of REFERENCE_ROOTS.entries())
    assert.equal(hex(await rootOf(leaves.slice(0, index + 1))), root);
  assert.equal(hex(sha()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('the reference tree, by its leaves', async () => {
  // What stands here as commitment is the leaf's input, whatever its length.
  const [first, eighth] = [Buffer.from(REFERENCE[0]!, 'hex'), Buffer.from(REFERENCE[7]!, 'hex')];
  const root = Buffer.from(REFERENCE_ROOTS[7]!, 'hex');
  const paths = {
    first: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
    eighth: [
      'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  };
  const octets = (path: readonly string[]) => path.map((text) => Buffer.from(text, 'hex'));
  assert.ok(await verifyInclusion(first, 0, octets(paths.first), { size: 8, root }));
  assert.ok(await verifyInclusion(eighth, 7, octets(paths.eighth), { size: 8, root }));
  assert.ok(!(await verifyInclusion(eighth, 6, octets(paths.eighth), { size: 8, root })));
  const stateOf = (size: number) => ({ size, root: Buffer.from(REFERENCE_ROOTS[size - 1]!, 'hex') });
  const proofs: readonly (readonly [from: number, to: number, path: readonly string[]])[] = [
    [1, 1, []],
    [1, 8, paths.first],
    [6, 8, [paths.eighth[1]!, 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0', paths.eighth[2]!]],
    [2, 5, [paths.first[1]!, 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b']],
  ];
  for (const [from, to, path] of proofs) {
    assert.ok(await verifyConsistency(stateOf(from), stateOf(to), octets(path)), `${from} to ${to}`);
    assert.ok(!(await verifyConsistency(stateOf(from + 1), stateOf(to), octets(path))), `${from + 1} to ${to}`);
  }
});

test('roots and proofs of every size are those of RFC 9162, word for word', async () => {
  const commitments = commitmentsOf(70);
  const tree = await treeOver(commitments);
  const frontier = new TreeFrontier(sha256);
  for (let size = 1; size <= commitments.length; size++) {
    const root = naiveRoot(commitments.slice(0, size));
    frontier.append(commitments[size - 1]!);
    assert.deepEqual(frontier.root(), root);
    assert.deepEqual(await tree.root(size), root);
    const restored = new TreeFrontier(sha256, JSON.parse(JSON.stringify(frontier.save())));
    assert.deepEqual(restored.root(), root);
    for (const index of new Set([0, size >> 1, size - 1])) {
      const path = await tree.inclusion(index, size);
      assert.ok(await verifyInclusion(commitments[index]!, index, path, { size, root }));
      assert.ok(!(await verifyInclusion(commitments[index]!, index, path, { size: size + 1, root: sha(root) })));
    }
  }
});

test('a tree of many blocks proves what a small one proves, also after it has grown', async () => {
  const size = 2_000;
  const commitments = commitmentsOf(size);
  const octets = Buffer.concat(commitments);
  let most = 0;
  const read = async (start: number, end: number) => {
    most = Math.max(most, end - start);
    return octets.subarray(start * 32, end * 32);
  };
  const tree = await MerkleTree.build(read, 700, sha256);
  for (const grown of [701, 1_024, 1_025, size]) await tree.grow(grown);
  assert.deepEqual(await tree.root(), naiveRoot(commitments));
  assert.deepEqual(await tree.root(), frontierOver(commitments).root());
  most = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: size }), fc.integer({ min: 1, max: size }), async (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const later = { size: to, root: naiveRoot(commitments.slice(0, to)) };
      const earlier = { size: from, root: naiveRoot(commitments.slice(0, from)) };
      const index = from - 1;
      assert.ok(await verifyInclusion(commitments[index]!, index, await tree.inclusion(index, to), later));
      const proof = await tree.consistency(from, to);
      assert.ok(await verifyConsistency(earlier, later, proof));
      if (from === to) return;
      assert.ok(!(await verifyConsistency({ ...earlier, root: later.root }, later, proof)));
      assert.ok(!(await verifyConsistency(earlier, { ...later, root: earlier.root }, proof)));
      for (const at of proof.keys())
        assert.ok(!(await verifyConsistency(earlier, later, proof.with(at, sha(proof[at]!)))));
      assert.ok(!(await verifyConsistency(earlier, later, proof.slice(1))));
      assert.ok(!(await verifyConsistency(earlier, later, [...proof, later.root])));
    }),
    { numRuns: 25 },
  );
  assert.ok(most <= 256, `a proof reads a block, not ${most} commitments`);
});

test('what is no proof is refused, not thrown at', async () => {
  const root = sha();
  const state = { size: 3, root };
  for (const index of [-1, 3, 0.5, Number.NaN, 2 ** 60])
    assert.equal(await verifyInclusion(root, index, [root, root], state), false);
  for (const size of [0, -1, 0.5, 4, Number.POSITIVE_INFINITY])
    assert.equal(await verifyConsistency({ size, root }, state, [root]), false);
  assert.equal(await verifyInclusion(root, 0, Array(10_000).fill(root), state), false);
  assert.equal(await verifyConsistency(state, { size: 3, root: sha(root) }, []), false);
  assert.equal(await verifyConsistency(state, state, []), true);
});

test('a frontier that was saved wrong is not taken', () => {
  const node = hex(sha());
  assert.throws(() => new TreeFrontier(sha256, { size: 3, nodes: [node] }), EvidenceFault);
  assert.throws(() => new TreeFrontier(sha256, { size: 1, nodes: [node.toUpperCase()] }), EvidenceFault);
  assert.throws(() => new TreeFrontier(sha256, { size: -1, nodes: [] }), EvidenceFault);
  assert.throws(() => new TreeFrontier(sha256).append(new Uint8Array(31)), RangeError);
});

test('a proof is right while the tree grows under it', async () => {
  const commitments = commitmentsOf(24);
  const octets = Buffer.concat(commitments);
  let readOn: (() => void) | undefined;
  let isSlow = false;
  const read = async (start: number, end: number) => {
    if (isSlow) await new Promise<void>((resolve) => (readOn = resolve));
    return octets.subarray(start * 32, end * 32);
  };
  const tree = await MerkleTree.build(read, 20, sha256);
  isSlow = true;
  const early = tree.inclusion(3, 20);
  await tree.grow(24);
  isSlow = false;
  readOn?.();
  await early;
  const path = await tree.inclusion(3, 24);
  assert.ok(await verifyInclusion(commitments[3]!, 3, path, { size: 24, root: naiveRoot(commitments) }));
});

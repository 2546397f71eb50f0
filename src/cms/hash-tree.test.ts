import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashTree, rootOf } from './hash-tree.ts';
import { digest } from './signature-algorithm.ts';

const leaf = fc.uint8Array({ minLength: 32, maxLength: 32 });

test('each leaf leads to the root by its reduced tree, and nothing else does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(leaf, { minLength: 1, maxLength: 40 }), leaf, async (leaves, other) => {
      const tree = await hashTree(leaves, 'sha256');
      for (const one of leaves) {
        const reduced = tree.reducedFor(one);
        assert.deepEqual(await rootOf(one, reduced, 'sha256'), tree.root);
        assert.ok(reduced.length <= Math.ceil(Math.log2(leaves.length)));
        if (reduced.length > 0 && !reduced[0]!.some((hash) => hash.join() === other.join())) {
          assert.equal(await rootOf(other, reduced, 'sha256'), undefined);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('the node of two leaves is the hash of both in ascending order', async () => {
  const [low, high] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const expected = await digest('sha256', Uint8Array.of(...low, ...high));
  assert.deepEqual((await hashTree([high, low], 'sha256')).root, expected);
  assert.deepEqual((await hashTree([low, high, low], 'sha256')).root, expected);
});

test('one leaf is its own root, and no leaf is no tree', async () => {
  const only = new Uint8Array(32).fill(9);
  const tree = await hashTree([only], 'sha256');
  assert.deepEqual(tree.root, only);
  assert.deepEqual(tree.reducedFor(only), []);
  await assert.rejects(hashTree([], 'sha256'), RangeError);
  assert.throws(() => tree.reducedFor(new Uint8Array(32)), RangeError);
});

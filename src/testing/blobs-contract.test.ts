import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import type { Blobs } from '#ports';
import { blobsCases } from './blobs-contract.ts';

/** How a blob store can be wrong: each of these must fail at least one case of the contract. */
const mutants: Readonly<Record<string, (right: Blobs) => Partial<Blobs>>> = {
  'takes bodies of any size': (right) => ({ write: (source) => right.write(source, { maxBytes: 1e9 }) }),
  'tells a wrong digest': (right) => ({
    write: async (source, limits) => ({ ...(await right.write(source, limits)), sha256: '0'.repeat(64) }),
  }),
  'keeps the buffers of the source': (right) => ({
    async write(source, limits) {
      const kept: Uint8Array[] = [];
      async function* keeping() {
        for await (const piece of source) {
          kept.push(piece);
          yield piece;
        }
      }
      const written = await right.write(keeping(), limits);
      return written.size < 1_000 ? { ...written, rope: kept } : written;
    },
  }),
  'gives a short blob for a whole one': (right) => ({
    async *read(rope) {
      try {
        yield* right.read(rope);
      } catch {
        return;
      }
    },
  }),
  'gives pieces of any size': (right) => ({
    async *read(rope) {
      yield await right.bytes(rope, 1e9);
    },
  }),
  'forgets the limit of `bytes`': (right) => ({ bytes: (rope) => right.bytes(rope, 1e9) }),
  'removes nothing': () => ({ remove: async () => {} }),
  'lists a blob twice': (right) => ({
    async *list() {
      yield* right.list();
      yield* right.list();
    },
  }),
};

for (const [fault, mutate] of Object.entries(mutants)) {
  test(`the blobs contract finds a store that ${fault}`, async () => {
    for (const [, run] of blobsCases) {
      const right = memoryBlobs({ literalMaxBytes: 1_000 });
      const failed = await run({ ...right, ...mutate(right) }).then(
        () => false,
        () => true,
      );
      if (failed) return;
    }
    assert.fail('every case of the contract was satisfied');
  });
}

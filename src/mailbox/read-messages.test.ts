import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredMessage } from '#ports';
import { readMessages, type Wanted } from './read-messages.ts';

const KB = 1_024;

/** Messages of these sizes, but for those that went; what is asked for together is noted. */
async function read(sizes: readonly number[], gone: readonly number[] = []) {
  const asked: number[] = [];
  const store = {
    async messages(ids: readonly string[]): Promise<ReadonlyMap<string, StoredMessage>> {
      asked.push(ids.length);
      const found = ids.filter((id) => !gone.includes(Number(id)));
      return new Map(found.map((id) => [id, { id, size: sizes[Number(id)]!, sha256: '', rope: [] }]));
    },
  };
  const wanted = sizes.map((size, n): Wanted<number> => [n, `${n}`, size]);
  const got: number[] = [];
  const blobs = {
    read: () => {
      throw new Error('nothing is read before it is asked for');
    },
  };
  for await (const [key, { id }] of readMessages(wanted, { store, blobs })) {
    assert.equal(id, `${key}`);
    got.push(key);
  }
  return { asked, got };
}

test('messages come in the order asked for, without those that went', async () => {
  const { got } = await read(Array(300).fill(10), [0, 128, 299]);
  assert.deepEqual(
    got,
    Array.from({ length: 300 }, (_, n) => n).filter((n) => ![0, 128, 299].includes(n)),
  );
});

test('small messages are read many at once, long ones few', async () => {
  assert.deepEqual((await read(Array(300).fill(2 * KB))).asked, [128, 128, 44]);
  assert.deepEqual((await read(Array(10).fill(100 * KB))).asked, [6, 4]);
  assert.deepEqual((await read(Array(10).fill(100_000 * KB))).asked, [4, 4, 2], 'of the longest the beginning at most');
  assert.deepEqual((await read([])).asked, []);
});

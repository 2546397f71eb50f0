import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import { openBounds } from './within-bound.ts';

test('of many who add at once, in two processes, so many are kept as may be; every other one hears that there are too many', async () => {
  const store = openMemoryStore();
  const processes = [openBounds(store), openBounds(store)];
  const add = (owner: string, i: number) =>
    processes[i % 2]!({ kind: 'thing', owner, at: 0 }, async () => {
      if ((await store.countCards('thing', owner)) >= 7) throw new RangeError('too many');
      return { cards: [{ kind: 'put', card: { kind: 'thing', id: `${owner}${i}`, owner, value: {}, at: 0 }, was: 0 }] };
    });
  const asked = await Promise.allSettled(Array.from({ length: 60 }, (_, i) => add(i % 3 === 0 ? 'eva' : 'ugo', i)));
  assert.deepEqual([await store.countCards('thing', 'ugo'), await store.countCards('thing', 'eva')], [7, 7]);
  const refused = asked.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  assert.deepEqual([refused.length, ...new Set(refused)], [46, 'RangeError: too many']);
});

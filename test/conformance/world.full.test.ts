import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulate } from '#testing';

/** More of them in `world.long.test.ts`. */
const SEEDS = 120;
const BATCH = 40;

for (let first = 1001; first <= 1000 + SEEDS; first += BATCH) {
  test(`in the rough worlds of seeds ${first} to ${first + BATCH - 1} nothing is lost, doubled or owed`, async () => {
    for (let seed = first; seed < first + BATCH; seed++) {
      const found = await simulate(seed);
      assert.ok(found.length === 0, found.join('\n'));
    }
  });
}

test('with many letters and many power cuts nothing is lost, doubled or owed', async () => {
  const world = { powerCut: 0.02, tolerant: true, wire: { refused: 0.2, replyLost: 0.2, doubled: 0.2 } } as const;
  for (let seed = 2001; seed <= 2020; seed++) {
    const found = await simulate(seed, { letters: 25, world });
    assert.ok(found.length === 0, found.join('\n'));
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulate } from '#testing';

const SEEDS = 2_000;
const BATCH = 100;

for (let first = 10_001; first <= 10_000 + SEEDS; first += BATCH) {
  test(`in the rough worlds of seeds ${first} to ${first + BATCH - 1} nothing is lost, doubled or owed`, async () => {
    for (let seed = first; seed < first + BATCH; seed++) {
      const found = await simulate(seed);
      assert.ok(found.length === 0, found.join('\n'));
    }
  });
}

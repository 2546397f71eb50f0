import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextAttempt } from './retry-times.ts';

const MINUTE = 60_000;

test('T119 the last attempt falls at the end of the queue life, however near it is', () => {
  for (const left of [1, 20_000, 10 * MINUTE]) {
    assert.equal(nextAttempt({ attempts: 51, now: 0, expiresAt: left, chance: 1 }), left);
  }
});

test('a job that could not be given up at its end is tried on, later each time', () => {
  assert.ok(nextAttempt({ attempts: 51, now: 1_000, expiresAt: 1_000, chance: 0.5 }) >= 1_000 + 20 * MINUTE);
});

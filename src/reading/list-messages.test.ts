import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookedThrough } from './list-messages.ts';

test('who filters by what columns do not tell hears when not all rows were looked through', () => {
  assert.deepEqual([0, 5_000].map(lookedThrough), [{}, {}]);
  assert.deepEqual([5_001, 100_000].map(lookedThrough), [{ lookedThrough: 5_000 }, { lookedThrough: 5_000 }]);
});

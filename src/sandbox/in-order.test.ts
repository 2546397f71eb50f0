import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredLogRecord } from '#ports';
import { inOrder } from './in-order.ts';

const record = (instant: number) => ({ instant }) as StoredLogRecord;

test('what two providers tell in any order is shown in the order in which it happened', async () => {
  const shown: string[] = [];
  const ended = Promise.withResolvers<void>();
  const show = inOrder((provider, { instant }) => {
    shown.push(`${provider} ${instant}`);
    if (shown.length === 5) ended.resolve();
  }, 20);
  show('beta', record(20));
  show('alfa', record(10));
  show('alfa', record(40));
  show('beta', record(30));
  show('beta', record(40));
  assert.deepEqual(shown, [], 'each waits a moment');
  await ended.promise;
  assert.deepEqual(shown, ['alfa 10', 'beta 20', 'beta 30', 'alfa 40', 'beta 40']);
});

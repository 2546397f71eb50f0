import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certifiedUpTo } from './quota-reserve.ts';

const MB = 1_048_576;

test('the reserve is a share of the quota, and never less than the least', () => {
  const reserve = { percent: 10, leastBytes: 50 * MB };
  assert.equal(certifiedUpTo({ quotaBytes: 500 * MB }, reserve), 550 * MB);
  assert.equal(certifiedUpTo({ quotaBytes: 100 * MB }, reserve), 150 * MB);
  assert.equal(certifiedUpTo({ quotaBytes: 2_000 * MB }, reserve), 2_200 * MB);
  assert.equal(certifiedUpTo({ quotaBytes: 7 }, { percent: 0, leastBytes: 0 }), 7);
});

test('a mailbox without an end stays a number of octets', () => {
  const upTo = certifiedUpTo({ quotaBytes: Number.MAX_SAFE_INTEGER }, { percent: 10, leastBytes: 0 });
  assert.equal(upTo, Number.MAX_SAFE_INTEGER);
});

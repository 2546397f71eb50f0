import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outage } from './outage.ts';
import { uncovered } from './uncovered.ts';

const outage = (from: number, to?: number): Outage => ({
  id: `${from}`,
  from,
  ...(to !== undefined && { to }),
  kind: 'planned',
  sla: true,
  points: ['AP'],
  reason: '',
});

test('what was announced is not counted again; what was not, is', () => {
  assert.deepEqual(uncovered(10, 20, []), [{ from: 10, to: 20 }]);
  assert.deepEqual(uncovered(10, 20, [outage(0, 30)]), []);
  assert.deepEqual(uncovered(10, 20, [outage(5)]), [], 'one that lasts');
  assert.deepEqual(uncovered(10, 20, [{ ...outage(5), withdrawnAt: 4 }]), [{ from: 10, to: 20 }], 'withdrawn');
  assert.deepEqual(uncovered(10, 20, [outage(18, 25), outage(12, 14), outage(13, 15)]), [
    { from: 10, to: 12 },
    { from: 15, to: 18 },
  ]);
  assert.deepEqual(uncovered(10, 20, [outage(1, 10), outage(20, 30)]), [{ from: 10, to: 20 }]);
});

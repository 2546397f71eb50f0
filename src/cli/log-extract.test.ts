import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryOf } from './log-extract.ts';

test('T140 a day alone is that day in Italy, from its first instant to its last, in an extract as in a search', () => {
  const { from, to } = queryOf({ from: '2026-11-22', to: '2026-11-22' });
  assert.equal(from, Date.parse('2026-11-22T00:00:00+01:00'));
  assert.equal(to, Date.parse('2026-11-22T23:59:59.999+01:00'));
  assert.equal(queryOf({ from: '2026-07-01' }).from, Date.parse('2026-07-01T00:00:00+02:00'));
  assert.equal(queryOf({ to: '2026-11-22T10:30:00Z' }).to, Date.UTC(2026, 10, 22, 10, 30));
  assert.throws(() => queryOf({ from: 'ieri' }), /--from ieri is not an ISO 8601 date/);
  assert.throws(() => queryOf({}), /say what is asked for/);
});

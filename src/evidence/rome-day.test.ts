import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EvidenceFault } from './fault.ts';
import { dayEnd, dayStart, isDay, nextDay, previousDay, romeDay } from './rome-day.ts';

const HOUR = 3_600_000;

test('a day of the log is from midnight to midnight of Rome, 23 and 25 hours when the clocks change', () => {
  assert.equal(dayStart('2026-11-22'), Date.parse('2026-11-22T00:00:00+01:00'));
  assert.equal(dayStart('2026-07-01'), Date.parse('2026-07-01T00:00:00+02:00'));
  const hours = (day: string) => (dayEnd(day) - dayStart(day)) / HOUR;
  assert.deepEqual(['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-25'].map(hours), [24, 23, 24, 25]);
  assert.equal(romeDay(Date.parse('2026-03-28T22:59:59.999Z')), '2026-03-28');
  assert.equal(romeDay(Date.parse('2026-03-28T23:00:00Z')), '2026-03-29');
  assert.equal(romeDay(Date.parse('2026-10-25T22:59:59.999Z')), '2026-10-25');
  assert.equal(romeDay(Date.parse('2026-10-25T23:00:00Z')), '2026-10-26');
});

test('every instant is of one day, and days follow each other without a gap', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2105, 0) }), (at) => {
      const day = romeDay(at);
      assert.ok(dayStart(day) <= at && at < dayEnd(day), day);
      assert.equal(romeDay(dayEnd(day)), nextDay(day));
      assert.equal(previousDay(nextDay(day)), day);
    }),
  );
});

test('what is no day is refused', () => {
  for (const text of ['2026-02-29', '2026-2-1', '2026-13-01', '20261122', '', 5]) assert.ok(!isDay(text), String(text));
  assert.throws(() => nextDay('2026-02-30'), EvidenceFault);
  assert.equal(nextDay('2028-02-28'), '2028-02-29');
  assert.equal(nextDay('2026-12-31'), '2027-01-01');
});

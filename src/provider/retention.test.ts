import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { retentionLimits } from './retention.ts';

/** The same day and time so many calendar months before, or the last day of that month. */
function monthsBefore(now: Date, months: number): number {
  const then = new Date(now);
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() - months);
  const last = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(now.getUTCDate(), last));
  return then.getTime();
}

const instants = fc.date({ min: new Date('2026-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });

test('nothing younger than 30 months is ever old enough, memories not before 31', () => {
  fc.assert(
    fc.property(instants, (now) => {
      const { dispatchesBefore, memoriesBefore } = retentionLimits(now.getTime());
      // Rome is ahead of UTC by two hours at most: its months are counted by its own calendar.
      const rome = new Date(now.getTime() + 7_200_000);
      assert.ok(dispatchesBefore <= monthsBefore(rome, 30));
      assert.ok(memoriesBefore <= monthsBefore(rome, 31));
      assert.ok(dispatchesBefore > monthsBefore(now, 32), 'and it does go, in the month after');
    }),
    { examples: [[new Date('2026-09-30T22:00:00Z')], [new Date('2027-02-28T23:00:00Z')]] },
  );
});

test('limits are the beginnings of months in Rome, of those that the log still holds', () => {
  const { dispatchesBefore, memoriesBefore } = retentionLimits(Date.parse('2028-12-15T10:00:00Z'));
  assert.equal(new Date(dispatchesBefore).toISOString(), '2026-05-31T22:00:00.000Z');
  assert.equal(new Date(memoriesBefore).toISOString(), '2026-04-30T22:00:00.000Z');
});

test('what was sent in a month of the log that is held stays with it', () => {
  const { dispatchesBefore } = retentionLimits(Date.parse('2028-12-15T10:00:00Z'), ['2026-04', '2026-05']);
  assert.equal(new Date(dispatchesBefore).toISOString(), '2026-03-31T22:00:00.000Z');
});

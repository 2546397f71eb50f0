import assert from 'node:assert/strict';
import { test } from 'node:test';
import { legalDate } from '#pec';
import { dayPlus, legalDay, legalInstant, monthsBefore } from './legal-day.ts';
import { nextIndexRefresh } from './schedule.ts';

const HOUR = 3_600_000;
const alfa = { refreshMs: 24 * HOUR, domain: 'gestore-alfa.example' };
const clock = (at: number) => legalDate(at).ora.slice(0, 5);

test('the index is fetched soon after 00:10 and 12:10 legal time, each provider at its own moment', () => {
  let at = legalInstant('2026-03-28', '10:00');
  const seen: string[] = [];
  for (let times = 0; times < 6; times++) {
    at = nextIndexRefresh(at, alfa);
    seen.push(`${legalDay(at).slice(8)} ${clock(at)}`);
  }
  // Through the night in which the clocks of Italy go on an hour.
  const minutes = seen[0]!.slice(6);
  assert.deepEqual(
    seen,
    ['28 12', '29 00', '29 12', '30 00', '30 12', '31 00'].map((hour) => `${hour}:${minutes}`),
  );
  assert.match(minutes, /^1\d$/);
  const beta = nextIndexRefresh(at, { ...alfa, domain: 'gestore-beta.example' });
  assert.notEqual(beta, nextIndexRefresh(at, alfa));
  assert.match(clock(beta), /^12:1\d$/);
});

test('a shorter period of the settings counts too', () => {
  const at = legalInstant('2026-03-02', '01:00');
  assert.equal(nextIndexRefresh(at, { ...alfa, refreshMs: HOUR }), at + HOUR);
});

test('days and months of the legal calendar', () => {
  assert.equal(legalDay(Date.UTC(2026, 6, 1, 22, 30)), '2026-07-02');
  assert.equal(legalDay(Date.UTC(2026, 0, 1, 22, 30)), '2026-01-01');
  assert.equal(dayPlus('2028-02-28', 1), '2028-02-29');
  assert.equal(dayPlus('2026-01-01', -1), '2025-12-31');
  assert.equal(monthsBefore('2026-03-31', 1), '2026-02-28');
  assert.equal(monthsBefore('2026-11-22', 31), '2024-04-22');
  assert.equal(new Date(legalInstant('2026-07-02', '00:10')).toISOString(), '2026-07-01T22:10:00.000Z');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { instantOf } from '#pec';
import {
  allowedOutageMs,
  allowedSingleOutageMs,
  checkProviderCode,
  judgeAvailability,
  type Outage,
  outagesWithin,
  quadrimestre,
  quadrimestreBefore,
  quadrimestreOf,
  recordP01,
  recordsP02,
} from './index.ts';

const MINUTE = 60_000;
const at = (giorno: string, ora: string, zona = '+0100') => instantOf({ giorno, ora, zona })!;
const outage = (from: number, minutes: number, rest: Partial<Outage> = {}): Outage => ({
  id: String(from),
  from,
  to: from + minutes * MINUTE,
  kind: 'incident',
  sla: true,
  points: ['AP'],
  reason: 'prova',
  ...rest,
});

test('T141 a quadrimestre of 120 days may lose 345.6 minutes, one outage half of that; the others by their days', () => {
  const table = [
    [2026, 1, 120, 345.6, 172.8],
    [2028, 1, 121, 348.48, 174.24],
    [2026, 2, 123, 354.24, 177.12],
    [2026, 3, 122, 351.36, 175.68],
  ] as const;
  for (const [year, number, days, total, single] of table) {
    const period = quadrimestre(year, number);
    assert.equal(period.days, days);
    assert.equal(allowedOutageMs(period) / MINUTE, total);
    assert.equal(allowedSingleOutageMs(period) / MINUTE, single);
  }
});

test('T141 an outage above half of what is allowed is flagged though the total holds; the total is flagged by itself', () => {
  const period = quadrimestre(2026, 1);
  const now = period.end;
  const long = judgeAvailability(period, [outage(at('10/02/2026', '10:00:00'), 173)], now);
  assert.deepEqual([long.keepsTotal, long.keepsSingle], [true, false]);
  const exact = judgeAvailability(period, [outage(at('10/02/2026', '10:00:00'), 172.8)], now);
  assert.deepEqual([exact.keepsTotal, exact.keepsSingle], [true, true]);
  const many = [1, 2, 3].map((day) => outage(at(`0${day}/03/2026`, '10:00:00'), 120));
  const total = judgeAvailability(period, many, now);
  assert.deepEqual([total.keepsTotal, total.keepsSingle, total.lostMs], [false, true, 360 * MINUTE]);
  assert.equal(total.leftMs, allowedOutageMs(period) - 360 * MINUTE);
  assert.equal(total.percent.toFixed(4), (100 * (1 - 360 / 172_800)).toFixed(4));
  const planned = judgeAvailability(period, [outage(at('10/02/2026', '10:00:00'), 500, { sla: false })], now);
  assert.equal(planned.lostMs, 0);
});

test('one minute lost twice is lost once; what began before or lasts still is cut to the period and to now', () => {
  const period = quadrimestre(2026, 2);
  const { to: _, ...open } = outage(at('01/06/2026', '10:00:00', '+0200'), 1);
  const now = open.from + 30 * MINUTE;
  const outages = [outage(period.begin - 10 * MINUTE, 20), open, outage(open.from + 10 * MINUTE, 10)];
  assert.deepEqual(outagesWithin(outages, period, now), [
    { from: period.begin, to: period.begin + 10 * MINUTE },
    { from: open.from, to: now },
  ]);
});

test('every instant belongs to exactly one quadrimestre, and they follow each other without a gap', () => {
  const instants = fc.integer({ min: Date.UTC(2006, 0, 1), max: Date.UTC(2060, 0, 1) });
  fc.assert(
    fc.property(instants, (instant) => {
      const period = quadrimestreOf(instant);
      assert.ok(period.begin <= instant && instant < period.end);
      const before = quadrimestreBefore(period);
      assert.equal(before.end, period.begin);
    }),
  );
});

test('P02 tells an outage over midnight on each of its days, by the calendar of Rome', () => {
  const period = quadrimestre(2028, 1);
  const records = recordsP02(
    'VAT-IT00000000000',
    period,
    [outage(at('29/02/2028', '23:30:00'), 45.5, { kind: 'malfunction', sla: false })],
    period.end,
  );
  assert.deepEqual(
    records.map(({ dayOfYear, minutes, type, sla }) => [dayOfYear, minutes, type, sla]),
    [
      [60, 30, '03', 'N'],
      [61, 16, '03', 'N'],
    ],
  );
  assert.deepEqual(recordsP02('VAT-IT00000000000', quadrimestre(2028, 2), [outage(period.begin, 5)], period.end), []);
});

test("P01 is refused without a provider's code of the authority's shapes", () => {
  const counts = { outgoing: 3, incoming: 2, virusesIn: 1, virusesOut: 0 };
  const record = recordP01('IPA-c_prova', quadrimestre(2026, 3), { domains: 2, mailboxes: 9 }, counts);
  assert.deepEqual(record, {
    record: 'P01',
    provider: 'IPA-c_prova',
    quadrimestre: 3,
    year: 2026,
    domains: 2,
    mailboxes: 9,
    ...counts,
  });
  for (const code of ['', 'IT123', 'VAT-', 'vat-IT1', 'IPA-con spazio'])
    assert.throws(() => checkProviderCode(code), RangeError);
  assert.throws(() => quadrimestre(1999, 1), RangeError);
});

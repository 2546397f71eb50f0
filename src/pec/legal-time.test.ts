import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { instantOf, legalDate, legalMidnight, readRfc5322Date, rfc5322Date } from './legal-time.ts';

const at = (iso: string) => Date.parse(iso);

test('T54 legal time changes from +0100 to +0200 in the night of 29 March 2026', () => {
  assert.deepEqual(legalDate(at('2026-03-29T00:59:59Z')), { giorno: '29/03/2026', ora: '01:59:59', zona: '+0100' });
  assert.deepEqual(legalDate(at('2026-03-29T01:00:00Z')), { giorno: '29/03/2026', ora: '03:00:00', zona: '+0200' });
});

test('T54 legal time goes back to +0100 on 25 October 2026, and tells the two hours apart by their zone', () => {
  assert.deepEqual(legalDate(at('2026-10-25T00:30:00Z')), { giorno: '25/10/2026', ora: '02:30:00', zona: '+0200' });
  assert.deepEqual(legalDate(at('2026-10-25T01:30:00Z')), { giorno: '25/10/2026', ora: '02:30:00', zona: '+0100' });
});

test('a day in Italy begins at its midnight, also where the clocks change', () => {
  for (const [day, first] of [
    ['2026-01-15', '2026-01-14T23:00:00Z'],
    ['2026-03-29', '2026-03-28T23:00:00Z'],
    ['2026-03-30', '2026-03-29T22:00:00Z'],
    ['2026-10-25', '2026-10-24T22:00:00Z'],
    ['2026-10-26', '2026-10-25T23:00:00Z'],
  ] as const)
    assert.equal(legalMidnight(at(`${day}T00:00:00Z`)), at(first), day);
});

test('T52 zona, giorno and ora have the shapes of the rules at any instant', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: at('2100-01-01T00:00:00Z') }), (instant) => {
      const { giorno, ora, zona } = legalDate(instant);
      assert.match(zona, /^[+-]\d{4}$/);
      assert.match(giorno, /^\d{2}\/\d{2}\/\d{4}$/);
      assert.match(ora, /^\d{2}:\d{2}:\d{2}$/);
    }),
  );
});

test('legalDate and instantOf are inverse, and so are rfc5322Date and readRfc5322Date, to the second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: at('2100-01-01T00:00:00Z') }), (instant) => {
      const second = Math.floor(instant / 1000) * 1000;
      assert.equal(instantOf(legalDate(instant)), second);
      assert.equal(readRfc5322Date(rfc5322Date(instant)), second);
    }),
  );
});

test('a Date header names day, month and legal offset as RFC 5322 writes them', () => {
  assert.equal(rfc5322Date(at('2026-03-01T09:00:00Z')), 'Sun, 01 Mar 2026 10:00:00 +0100');
});

test('what is not a date is not read as one', () => {
  assert.equal(instantOf({ giorno: '31/02/2026', ora: '10:00:00', zona: '+0100' }), undefined);
  assert.equal(instantOf({ giorno: '1/3/2026', ora: '10:00:00', zona: '+0100' }), undefined);
  assert.equal(instantOf({ giorno: '01/03/2026', ora: '25:00:00', zona: '+0100' }), undefined);
  assert.equal(readRfc5322Date('yesterday'), undefined);
  assert.equal(readRfc5322Date('Sun, 01 Foo 2026 10:00:00 +0100'), undefined);
  assert.equal(readRfc5322Date('1 Mar 2026 10:00 GMT'), at('2026-03-01T10:00:00Z'));
  assert.equal(readRfc5322Date('Sun, 1 Mar 2026 10:00:00 +0100 (CET)'), at('2026-03-01T09:00:00Z'));
});

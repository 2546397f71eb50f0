import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryOf } from './log-extract.ts';
import { row, searchQuery } from './log-search.ts';

const ask = (asked: Omit<Parameters<typeof searchQuery>[0], 'limit'>) => searchQuery({ ...asked, limit: '10' });

test('T140 an event that the log does not know is refused, and those it knows are listed', () => {
  assert.equal(ask({ event: 'Consegna' }).event, 'Consegna');
  assert.equal(ask({ event: 'presaincarico' }).event, 'PresaInCarico');
  assert.equal('event' in ask({}), false);
  assert.throws(() => ask({ event: 'Nonsense' }), /no such event; it knows Accettazione, .*Consegna, .*SmtpRinvio$/);
  assert.throws(() => ask({ event: 'toString' }), /no such event/);
});

test('T140 a span that ends before it begins is refused by a search and by an extract', () => {
  const span = { from: '2026-11-23', to: '2026-11-22' };
  for (const query of [ask, queryOf]) assert.throws(() => query(span), /--from 2026-11-23 is after --to 2026-11-22/);
  assert.equal(ask({ from: '2026-11-22', to: '2026-11-22' }).from, Date.parse('2026-11-22T00:00:00+01:00'));
});

test('T140 records are shown in the legal time by whose days they are asked for', () => {
  const { from: instant } = ask({ from: '2026-07-01' });
  const shown = row({ seq: 1, instant: instant!, point: 'AP', event: 'Accettazione' });
  assert.equal(shown.instant, '2026-07-01T00:00:00.000+02:00');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import { isoLegalTime } from '#pec';
import { addMalfunction, addOutage, endOutage, noteMalfunction } from './duty-desk.ts';
import { readServiceLevels } from './service-desk.ts';
import { NOW, OPERATOR, openAdministration, openDesk } from './test-administration.ts';

const refusal = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;
const HOUR = 3_600_000;
const OUTAGE = { kind: 'incident', reason: 'disco pieno', points: ['AP', 'AP', 'DP'], counts: true } as const;

async function openDuties() {
  const { ports, store, clock } = await openAdministration();
  const desk = openDesk(ports);
  const acts = async () =>
    (await store.searchLog({ event: 'Amministrazione', limit: 50 }))
      .map(({ utente, eccezioni = [] }) => [utente, eccezioni[0], eccezioni[2] ?? ''].join(' '))
      .filter((told) => /interruzione|malfun|outage/.test(told));
  return { desk, store, clock, acts, levels: () => readServiceLevels(undefined, desk) };
}

test('an outage is opened and ended, counts while it lasts, and each is one record of who and why', async () => {
  const { desk, clock, acts, levels } = await openDuties();
  await addOutage(OPERATOR, { ...OUTAGE, from: isoLegalTime(NOW - HOUR) }, desk);
  const [open] = (await levels()).outages;
  assert.deepEqual([open?.to, open?.points, open?.counts, open?.cause], [undefined, ['AP', 'DP'], true, 'disco pieno']);
  assert.equal((await levels()).minutesDown, 60);
  await assert.rejects(
    endOutage(OPERATOR, open!.id, { at: isoLegalTime(NOW - 2 * HOUR), reason: 'x' }, desk),
    refusal('outage-ends-before'),
  );
  await endOutage(OPERATOR, open!.id, { at: isoLegalTime(NOW - HOUR / 2), reason: 'disco liberato' }, desk);
  clock.advance(HOUR);
  assert.equal((await levels()).minutesDown, 30);
  await assert.rejects(endOutage(OPERATOR, open!.id, { reason: 'x' }, desk), refusal('outage-ended'));
  await assert.rejects(endOutage(OPERATOR, 'nessuna', { reason: 'x' }, desk), refusal('not-found'));
  const told = await acts();
  assert.equal(told.length, 2, told.join('\n'));
  assert.match(told[0]!, /^anna interruzione-registrata incident, AP DP, dal .*; disco pieno$/);
  assert.match(told[1]!, /^anna interruzione-chiusa dal .* al .*; disco liberato$/);
});

test('only what was planned is announced, it ends after it begins, and what does not count is not counted', async () => {
  const { desk, acts, levels } = await openDuties();
  const later = { from: isoLegalTime(NOW + HOUR), to: isoLegalTime(NOW + 2 * HOUR) };
  await assert.rejects(addOutage(OPERATOR, { ...OUTAGE, ...later }, desk), refusal('outage-to-come'));
  await assert.rejects(addOutage(OPERATOR, { ...OUTAGE, to: later.to }, desk), refusal('outage-to-come'));
  await assert.rejects(
    addOutage(OPERATOR, { ...OUTAGE, kind: 'planned', from: later.to, to: later.from }, desk),
    refusal('outage-ends-before'),
  );
  assert.deepEqual(await acts(), []);
  await addOutage(OPERATOR, { ...OUTAGE, kind: 'planned', ...later }, desk);
  await addOutage(OPERATOR, { ...OUTAGE, from: isoLegalTime(NOW - HOUR), counts: false }, desk);
  const { outages, minutesDown } = await levels();
  assert.deepEqual([outages.length, minutesDown], [2, 60]);
});

test('notes are added to a malfunction until one closes it; that it was reported is kept from the first time', async () => {
  const { desk, clock, acts, levels } = await openDuties();
  await addMalfunction(OPERATOR, { code: '3A', text: 'fermo' }, desk);
  const { id } = (await levels()).malfunctions[0]!;
  await noteMalfunction(OPERATOR, id, { text: 'detto ad AgID', isReported: true, isOver: false }, desk);
  clock.advance(HOUR);
  await noteMalfunction(OPERATOR, id, { text: 'riparato', isReported: true, isOver: true }, desk);
  const [entry] = (await levels()).malfunctions;
  assert.deepEqual(
    entry!.notes.map(({ text }) => text),
    ['detto ad AgID', 'riparato'],
  );
  assert.deepEqual([entry!.reportedAt, entry!.closedAt], [isoLegalTime(NOW), isoLegalTime(NOW + HOUR)]);
  const more = { text: 'ancora', isReported: false, isOver: false };
  await assert.rejects(noteMalfunction(OPERATOR, id, more, desk), refusal('malfunction-closed'));
  await assert.rejects(noteMalfunction(OPERATOR, 'nessuno', more, desk), refusal('not-found'));
  assert.deepEqual(await acts(), [
    'anna malfunzionamento-registrato fermo',
    'anna malfunzionamento-nota detto ad AgID; comunicato',
    'anna malfunzionamento-nota riparato; comunicato; chiuso',
  ]);
});

test('of two who add a note at once the second is told, and nothing is lost', async () => {
  const { desk, levels } = await openDuties();
  await addMalfunction(OPERATOR, { code: '5', text: 'lento' }, desk);
  const { id } = (await levels()).malfunctions[0]!;
  const note = (text: string) => noteMalfunction(OPERATOR, id, { text, isReported: false, isOver: false }, desk);
  const both = await Promise.allSettled([note('uno'), note('due')]);
  const lost = both.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  assert.equal(lost.length, 1);
  assert.ok(refusal('changed')(lost[0]!.reason));
  assert.equal((await levels()).malfunctions[0]!.notes.length, 1);
});

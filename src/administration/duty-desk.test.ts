import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import { isoLegalTime } from '#pec';
import { addMalfunction, addOutage, endOutage, noteMalfunction, withdrawOutage } from './duty-desk.ts';
import { readServiceLevels, readStatistics } from './service-desk.ts';
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
  assert.match(told[0]!, /^anna interruzione-registrata incidente, AP DP, dal .*; disco pieno$/);
  assert.match(told[1]!, /^anna interruzione-chiusa dal .* al .*; disco liberato$/);
});

test('only what was planned is announced, it ends after it begins, and what does not count is not counted', async () => {
  const { desk, clock, acts, levels } = await openDuties();
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
  assert.deepEqual([outages.length, minutesDown], [2, 0], 'what is announced has not stood still yet');
  clock.advance(2 * HOUR);
  assert.equal((await levels()).minutesDown, 60);
});

test('what was announced is withdrawn until it begins, stays written, and counts nowhere', async () => {
  const { desk, clock, acts, levels } = await openDuties();
  const statesOf = async () => (await levels()).outages.map(({ state }) => state);
  const plan = { ...OUTAGE, kind: 'planned', from: isoLegalTime(NOW + HOUR) } as const;
  await addOutage(OPERATOR, plan, desk);
  const { id } = (await levels()).outages[0]!;
  assert.deepEqual(await statesOf(), ['announced']);
  await withdrawOutage(OPERATOR, id, 'rinviata', desk);
  await assert.rejects(withdrawOutage(OPERATOR, id, 'x', desk), refusal('outage-begun'));
  await assert.rejects(endOutage(OPERATOR, id, { reason: 'x' }, desk), refusal('outage-ended'));
  clock.advance(2 * HOUR);
  const { outages, minutesDown } = await levels();
  assert.deepEqual([outages[0]?.state, outages[0]?.withdrawnAt, minutesDown], ['withdrawn', isoLegalTime(NOW), 0]);
  const p02 = (await readStatistics({}, desk)).p02;
  assert.deepEqual(p02, []);
  assert.match((await acts())[1]!, /^anna interruzione-ritirata dal .*; rinviata$/);
  await addOutage(OPERATOR, { ...OUTAGE, from: isoLegalTime(NOW + HOUR) }, desk);
  const begun = (await levels()).outages.find(({ state }) => state === 'lasting')!;
  await assert.rejects(withdrawOutage(OPERATOR, begun.id, 'x', desk), refusal('outage-begun'));
});

test('a planned outage that is over before its hour is ended then, and what is announced for later is seen now', async () => {
  const { desk, clock, levels } = await openDuties();
  const plan = { ...OUTAGE, kind: 'planned' } as const;
  await addOutage(OPERATOR, { ...plan, to: isoLegalTime(NOW + 2 * HOUR) }, desk);
  await addOutage(OPERATOR, { ...plan, from: '2027-01-10T03:00:00+01:00' }, desk);
  clock.advance(HOUR);
  const { outages } = await levels();
  assert.deepEqual(
    outages.map(({ state }) => state),
    ['lasting', 'announced'],
  );
  await endOutage(OPERATOR, outages[0]!.id, { reason: 'prima del previsto' }, desk);
  clock.advance(HOUR);
  assert.equal((await levels()).minutesDown, 60);
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

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compareHeads,
  type Day,
  dayEnd,
  dayStart,
  type LogEntry,
  readSignedHead,
  verifyInclusionEvidence,
} from '#evidence';
import { ALFA, BETA, openWitness, recordsOf, type ShownLog, showLog, type ToldDay } from './test-shown-log.ts';
import { witnessLogs } from './witness-logs.ts';

// The operator of Alfa has everything: the database, the files, the key. Beta has seen heads; a holder has an extract. Each change of the
// past is caught, and by what.
const MONDAY: Day = '2026-11-23';
const TUESDAY: Day = '2026-11-24';
const WEDNESDAY: Day = '2026-11-25';
const HOUR = 3_600_000;

const monday: ToldDay = { day: MONDAY, records: recordsOf(MONDAY, 24) };
const tuesday: ToldDay = { day: TUESDAY, records: recordsOf(TUESDAY, 24) };
const morning: ToldDay = { day: WEDNESDAY, records: recordsOf(WEDNESDAY, 9), openAt: dayStart(WEDNESDAY) + 9 * HOUR };
const noon: ToldDay = { day: WEDNESDAY, records: recordsOf(WEDNESDAY, 12), openAt: dayStart(WEDNESDAY) + 12 * HOUR };
const HONEST = [monday, tuesday, morning];

async function house() {
  const beta = await openWitness(BETA, ALFA, dayStart(WEDNESDAY) + 10 * HOUR);
  const tells = async (days: readonly ToldDay[]): Promise<ShownLog> => {
    const shown = await showLog(ALFA, days);
    beta.view.shown = shown.download;
    return shown;
  };
  const whatBetaSays = async () => {
    const [outcome] = await witnessLogs(beta.ports);
    return outcome!.outcome === 'contradicted' ? outcome!.reason : outcome!.outcome;
  };
  const faultsOf = async (shown: ShownLog, day: Day, record: number) => {
    const evidence = await shown.evidenceOf(day, record);
    const checks = await verifyInclusionEvidence([evidence], { roots: beta.roots }, dayEnd(WEDNESDAY));
    return checks.filter(({ outcome }) => outcome === 'fault').map(({ question, text }) => `${question}: ${text}`);
  };
  const honest = await tells(HONEST);
  assert.equal(await whatBetaSays(), 'consistent');
  return { beta, honest, tells, whatBetaSays, faultsOf };
}

/** A receipt that was never issued, of an hour in which something else happened. */
const forged = (at: number, seq: number): LogEntry => ({
  ...recordsOf(MONDAY, 1)[0]!,
  instant: at,
  seq,
  event: 'Consegna',
  identificativo: `falso@${ALFA.domain}`,
});

test('an honest operator is contradicted by nobody, and its evidence holds', async () => {
  const { honest, tells, whatBetaSays, faultsOf } = await house();
  await tells([monday, tuesday, noon]);
  assert.equal(await whatBetaSays(), 'consistent');
  for (const day of [MONDAY, TUESDAY, WEDNESDAY]) assert.deepEqual(await faultsOf(honest, day, 5), []);
});

test('a receipt put into a day that is closed makes another tree than the witness signed', async () => {
  const { tells, whatBetaSays } = await house();
  const receipt = forged(dayStart(TUESDAY) + 5.5 * HOUR, tuesday.records[5]!.seq + 1);
  const records = tuesday.records.toSpliced(6, 0, receipt);
  await tells([monday, { ...tuesday, records }, noon]);
  assert.match(await whatBetaSays(), /2026-11-25: two heads name two different days before it/);
});

test('a receipt put into the open day at an hour that is past is no growth of the tree', async () => {
  const { tells, whatBetaSays } = await house();
  const receipt = forged(dayStart(WEDNESDAY) + 3.5 * HOUR, noon.records[3]!.seq + 1);
  const records = noon.records.toSpliced(4, 0, receipt);
  await tells([monday, tuesday, { ...noon, records }]);
  assert.match(await whatBetaSays(), /2026-11-25: the tree of 10 leaves is not the beginning of that of 14/);
});

test('a receipt written today with a date of the day before yesterday is dated after its own log', async () => {
  const { tells, whatBetaSays, faultsOf } = await house();
  const backDated = forged(dayStart(MONDAY) + 5 * HOUR, noon.records.at(-1)!.seq + 1);
  const shown = await tells([monday, tuesday, { ...noon, records: [...noon.records, backDated] }]);
  assert.equal(await whatBetaSays(), 'consistent', 'the tree has only grown');
  assert.deepEqual(await faultsOf(shown, WEDNESDAY, 12), [
    'date: back-dated: it says 2026-11-23T05:00:00.000+01:00, but was written down on 2026-11-25',
  ]);
});

test('a record that is dropped is missed by the witness, and by who has its evidence', async () => {
  const { honest, tells, whatBetaSays } = await house();
  const shown = await tells([monday, { ...tuesday, records: tuesday.records.toSpliced(7, 1) }, noon]);
  assert.match(await whatBetaSays(), /two heads name two different days before it/);
  await contradicted(honest, shown, TUESDAY, /2026-11-24: the day was closed with 24 leaves and has 25/);
});

test('a record that is altered is not the leaf it was', async () => {
  const { beta, honest, tells, whatBetaSays } = await house();
  const records = monday.records.with(3, { ...monday.records[3]!, mittente: 'altro@pec.alfa.example' });
  const shown = await tells([{ ...monday, records }, tuesday, noon]);
  assert.match(await whatBetaSays(), /2026-11-25: two heads name two different days before it/);
  await contradicted(honest, shown, MONDAY, /2026-11-23: two different trees of 25 leaves/);
  // The same, in the text alone of an extract.
  const evidence = await honest.evidenceOf(MONDAY, 3);
  const altered = { ...evidence, record: evidence.record.replace('mario@', 'altro@') };
  const checks = await verifyInclusionEvidence([altered], { roots: beta.roots }, dayEnd(WEDNESDAY));
  assert.deepEqual(
    checks.filter(({ outcome }) => outcome === 'fault').map(({ question }) => question),
    ['inclusion'],
  );
});

test('a day that is dropped leaves a gap that its neighbours name', async () => {
  const { tells, whatBetaSays, beta } = await house();
  await tells([monday, noon]);
  assert.match(await whatBetaSays(), /the day before 2026-11-25 is not 2026-11-23/);
  const [alarm] = await beta.alarms();
  assert.equal(alarm!.heads.length, 2);
  const second = await house();
  await second.tells([noon]);
  assert.match(await second.whatBetaSays(), /two heads name two different days before it/);
});

test('two heads for two people are two signatures that condemn their signer', async () => {
  const { beta, honest, whatBetaSays } = await house();
  const records = tuesday.records.with(9, { ...tuesday.records[9]!, mittente: 'altro@pec.alfa.example' });
  const forHolder = await showLog(ALFA, [monday, { ...tuesday, records }, morning]);
  assert.equal(await whatBetaSays(), 'consistent', 'the witness sees the honest log only');
  // What the holder has holds by itself; beside what the witness publishes it does not.
  const evidence = await forHolder.evidenceOf(TUESDAY, 9);
  const published = (await beta.signed()).map(async ({ p7m }) => (await readSignedHead(p7m)).head);
  const seen = (await Promise.all(published)).find(({ day }) => day === TUESDAY)!;
  const comparison = compareHeads(seen, (await readSignedHead(evidence.head.p7m)).head);
  assert.deepEqual(comparison, { outcome: 'contradict', reason: '2026-11-24: two different trees of 25 leaves' });
  await contradicted(honest, forHolder, TUESDAY, /two different trees/);
});

test('what was found is kept as evidence: both heads, each signed by the operator', async () => {
  const { beta, tells, whatBetaSays } = await house();
  await tells([monday, { ...tuesday, records: [] }, noon]);
  const reason = await whatBetaSays();
  const [alarm] = await beta.alarms();
  assert.equal(alarm!.reason, reason);
  const [kept, shown] = await Promise.all(alarm!.heads.map(readSignedHead));
  assert.deepEqual([kept!.head.domain, shown!.head.domain], [ALFA.domain, ALFA.domain]);
  assert.equal(compareHeads(kept!.head, shown!.head).outcome, 'contradict');
});

async function contradicted(one: ShownLog, other: ShownLog, day: Day, reason: RegExp): Promise<void> {
  const [a, b] = [one, other].map(({ heads }) => heads.find(({ head }) => head.day === day)!.head);
  const comparison = compareHeads(a!, b!);
  assert.match(comparison.outcome === 'contradict' ? comparison.reason : comparison.outcome, reason);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProviderConfig } from '#config';
import { startCountry, type TestCountry } from './country.ts';
import { assertOnce, settleLedger } from './ledger.ts';
import { submitThroughTrouble } from './load.ts';
import { until } from './poll.ts';
import { joinProvider } from './provider-process.ts';
import { openRecords } from './records.ts';

const FROM = 'mario.rossi@pec.alfa.example';
const TO = 'avv.bianchi@pec.beta.example';

/** Alfa's first process has the doors and does no jobs; `workers` do them, all on one database. */
async function startDivided(
  jobLeaseMs?: number,
): Promise<{ country: TestCountry; worker(node: string): Promise<ProviderConfig> }> {
  let alfa: ProviderConfig | undefined;
  const country = await startCountry({
    configure(config) {
      const leased = { ...config, ...(jobLeaseMs !== undefined && { jobLeaseMs }) };
      if (config.domain !== 'gestore-alfa.example') return leased;
      alfa = leased;
      return { ...alfa, roles: ['access', 'incoming', 'delivery', 'pop3'] };
    },
  });
  // Doors are one process's each: none of these publishes the log.
  const sealedLog = () => ({ ...alfa!.sealedLog, listen: undefined });
  return { country, worker: async (node) => ({ ...alfa!, node, roles: ['worker'], sealedLog: sealedLog() }) };
}

async function jobsOf(country: TestCountry, where: string): Promise<number> {
  await using records = await openRecords(country.data, 'alfa');
  const [row] = await records.rows<{ count: string }>(`SELECT count(*) FROM job WHERE ${where}`);
  return Number(row!.count);
}

async function idle(country: TestCountry): Promise<boolean> {
  for (const key of ['alfa', 'beta']) {
    await using records = await openRecords(country.data, key);
    const [jobs] = await records.rows<{ count: string }>('SELECT count(*) FROM job');
    const [owed] = await records.rows<{ count: string }>(
      `SELECT count(*) FROM tracking WHERE state NOT IN ('DELIVERED', 'FAILED')`,
    );
    if (Number(jobs!.count) + Number(owed!.count) > 0) return false;
  }
  return true;
}

async function settled(country: TestCountry, submitted: Awaited<ReturnType<typeof submitThroughTrouble>>) {
  assertOnce(
    await settleLedger(country, { from: FROM, to: TO }, submitted.accepted, () => idle(country), 180_000),
    submitted,
  );
  for (const key of ['alfa', 'beta']) {
    await using records = await openRecords(country.data, key);
    assert.deepEqual(await records.findings(), [], key);
  }
}

test('two workers on one database: every job is done by one of them, and a process without that role does none', async () => {
  const { country, worker } = await startDivided();
  await using _country = country;
  const load = { from: FROM, to: TO, clients: 4 };
  const first = await submitThroughTrouble(country, { ...load, messages: 60, tag: 'Prima dei lavoratori' });
  assert.equal(await jobsOf(country, 'token IS NULL'), 60, 'nobody has touched them');
  await using _two = await joinProvider(await worker('2'));
  await using _three = await joinProvider(await worker('3'));
  const second = await submitThroughTrouble(country, { ...load, messages: 140, tag: 'Con due lavoratori' });
  await settled(country, { accepted: new Set([...first.accepted, ...second.accepted]), unsure: new Set() });
  await using beta = await openRecords(country.data, 'beta');
  assert.deepEqual(
    await beta.store.searchLog({ event: 'RicezioneDuplicato', limit: 5 }),
    [],
    'nothing was even sent twice',
  );
});

test('a worker stopped past its leases and woken again does nothing twice', async (t) => {
  const { country, worker } = await startDivided(3_000);
  await using _country = country;
  await using sleeper = await joinProvider(await worker('2'));
  const load = { from: FROM, to: TO, messages: 150, clients: 4, tag: 'Con un dormiente' };
  const ofSleeper = `token LIKE '2.%'`;
  let stopping: Promise<boolean> | undefined;
  /** At some instants it has nothing in hand: then it goes on, and is stopped after the next message. */
  async function stopAtWork(): Promise<boolean> {
    sleeper.child.kill('SIGSTOP');
    const isAtWork = (await jobsOf(country, ofSleeper)) > 0;
    if (!isAtWork) sleeper.child.kill('SIGCONT');
    return isAtWork;
  }
  const submitted = await submitThroughTrouble(country, {
    ...load,
    onAccepted(count) {
      if (count >= 60) stopping = stopping === undefined ? stopAtWork() : stopping.then((is) => is || stopAtWork());
    },
  });
  await stopping;
  const held = await jobsOf(country, ofSleeper);
  t.diagnostic(`${held} jobs are held by the one that sleeps`);
  assert.ok(held > 0, 'it was stopped at work');
  await using _other = await joinProvider(await worker('3'));
  await until('the other has done everything', () => idle(country), 60_000, 200);
  sleeper.child.kill('SIGCONT');
  const more = await submitThroughTrouble(country, { ...load, messages: 20, tag: 'Dopo il risveglio' });
  await settled(country, {
    accepted: new Set([...submitted.accepted, ...more.accepted]),
    unsure: new Set([...submitted.unsure, ...more.unsure]),
  });
});

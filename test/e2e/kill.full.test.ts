import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { chance } from './chance.ts';
import { temporaryFolder } from './folder.ts';
import { assertOnce, settleLedger } from './ledger.ts';
import { submitThroughTrouble } from './load.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';
import { providerPid, type Sandbox, startSandbox } from './sandbox.ts';

const FROM = 'mario.rossi@pec.alfa.example';
const TO = 'avv.bianchi@pec.beta.example';
const SETTLE_MS = 180_000;
const onLinux = { skip: process.platform !== 'linux' && 'needs /proc' };

/** Kills one provider or the other, some messages after the last time and then at any instant of the milliseconds that follow. */
function killer(data: string, random: () => number) {
  let next = 5 + random() * 20;
  let kills = 0;
  return {
    kills: () => kills,
    onAccepted(count: number): void {
      if (count < next) return;
      next = count + 20 + random() * 60;
      setTimeout(() => {
        const pid = providerPid(data, random() < 0.6 ? 'alfa' : 'beta');
        if (pid === undefined) return;
        process.kill(pid, 'SIGKILL');
        kills++;
      }, random() * 40);
    },
  };
}

async function assertNothingWrong(data: string): Promise<void> {
  for (const key of ['alfa', 'beta']) {
    await using records = await openRecords(data, key);
    assert.deepEqual(await records.findings(), [], `ceralacca check of ${key}`);
  }
}

async function idle(data: string): Promise<boolean> {
  for (const key of ['alfa', 'beta']) {
    await using records = await openRecords(data, key);
    const [jobs] = await records.rows<{ count: string }>('SELECT count(*) FROM job');
    const [owed] = await records.rows<{ count: string }>(
      `SELECT count(*) FROM tracking WHERE state NOT IN ('DELIVERED', 'FAILED')`,
    );
    if (Number(jobs!.count) + Number(owed!.count) > 0) return false;
  }
  return true;
}

/** Jobs that met a dead peer wait a minute and more for their next attempt; the test does not. Leases are left as they are. */
async function hurry(data: string): Promise<void> {
  for (const key of ['alfa', 'beta']) {
    await using records = await openRecords(data, key);
    await records.rows('UPDATE job SET run_at = least(run_at, $1)', [Date.now()]);
  }
}

const ROUNDS = [
  { seed: 11, messages: 400 },
  { seed: 12, messages: 300 },
  { seed: 13, messages: 300 },
];

test(
  'T21 providers killed at random while messages are submitted: what was answered 250 has each receipt once',
  onLinux,
  async (t) => {
    await using sandbox = await startSandbox();
    for (const { seed, messages } of ROUNDS) {
      const { kills, onAccepted } = killer(sandbox.data, chance(seed));
      const load = { from: FROM, to: TO, messages, clients: 4, tag: `Giro ${seed}`, onAccepted };
      const submitted = await submitThroughTrouble(sandbox.visit, load);
      t.diagnostic(`${kills()} kills, ${submitted.accepted.size} accepted, ${submitted.unsure.size} without an answer`);
      assert.ok(kills() >= 3, 'somebody was killed');
      assert.ok(submitted.accepted.size > messages / 2, `${submitted.accepted.size} of ${messages} accepted`);
      await settled(sandbox, submitted);
    }
    await assertNothingWrong(sandbox.data);
  },
);

async function settled(sandbox: Sandbox, submitted: Awaited<ReturnType<typeof submitThroughTrouble>>) {
  const whenIdle = async () => {
    await hurry(sandbox.data);
    return await idle(sandbox.data);
  };
  const ledger = await settleLedger(sandbox.visit, { from: FROM, to: TO }, submitted.accepted, whenIdle, SETTLE_MS);
  assertOnce(ledger, submitted);
}

test(
  'the whole network killed at once, its database left alone: the same data folder starts again and nothing is lost',
  onLinux,
  async () => {
    const data = join(temporaryFolder('e2e'), 'data');
    try {
      const first = await startSandbox(data);
      const load = { from: FROM, to: TO, messages: 150, clients: 4, tag: 'Tutti' };
      const submitting = submitThroughTrouble(first.visit, load);
      await pause(600 + Math.random() * 600);
      const victims = ['alfa', 'beta', 'world'].flatMap((name) => providerPid(data, name) ?? []);
      process.kill(-first.launcher.pid!, 'SIGKILL');
      for (const pid of victims) process.kill(pid, 'SIGKILL');
      await until('all of them are gone', () => victims.every((pid) => !alive(pid)));
      await using again = await startSandbox(data);
      const submitted = await submitting;
      await settled(again, submitted);
      await assertNothingWrong(data);
    } finally {
      rmSync(join(data, '..'), { recursive: true, force: true });
    }
  },
);

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

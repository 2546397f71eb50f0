import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { chance } from '../e2e/chance.ts';
import type { Box } from '../e2e/country.ts';
import { until } from '../e2e/poll.ts';
import { openRecords } from '../e2e/records.ts';
import { providerPid, startSandbox } from '../e2e/sandbox.ts';
import { ARCHIVE, Clerk } from './clerk.ts';
import { ImapClient, type ImapEndpoint } from './imap-client.ts';
import { stress } from './stress.ts';

const KILLS = 6;
const ROUND_MS = 45_000;
/** At the end all are asked what they see: somebody must be there. */
const LAST_KILL_MS = 38_000;
const onLinux = { skip: process.platform !== 'linux' && 'needs /proc' };

/** Kills alfa at any instant after some more work was done, as long as it may; resolves to how often. */
async function killAgain(data: string, promised: () => number): Promise<number> {
  const random = chance(17);
  const ends = performance.now() + LAST_KILL_MS;
  const mayKill = () => performance.now() < ends;
  let kills = 0;
  while (kills < KILLS && mayKill()) {
    const before = promised();
    await until('some work is done', () => promised() > before + 40 || !mayKill(), ROUND_MS);
    await pause(random() * 500);
    const pid = providerPid(data, 'alfa');
    if (pid === undefined || !mayKill()) continue;
    process.kill(pid, 'SIGKILL');
    kills++;
  }
  return kills;
}

async function takeOneAway(endpoint: ImapEndpoint, { address, password }: Box): Promise<void> {
  using client = await ImapClient.login(endpoint, address, password);
  await client.ok(`SELECT ${ARCHIVE}`);
  await client.ok('STORE 1 +FLAGS (\\Deleted)');
  await client.ok('EXPUNGE');
}

test('a provider killed again and again under a crowd keeps every answer it gave', onLinux, async (t) => {
  await using sandbox = await startSandbox();
  const { alfa, root } = sandbox.visit;
  const endpoint = { ...alfa.imaps!, root };
  const boxes = alfa.mailboxes.slice(0, 2);
  const clerks = boxes.flatMap((box, at) =>
    Array.from({ length: 3 }, (_, n) => new Clerk(endpoint, box, `impiegato-${at}-${n}`, chance(100 + 10 * at + n))),
  );
  const promised = () => clerks.reduce((sum, clerk) => sum + clerk.acknowledged, 0);
  let isOver = false;
  const working = clerks.map((clerk) => clerk.work(() => isOver));
  const killing = killAgain(sandbox.data, promised);
  const users = boxes.map(({ address, password }) => ({ user: address, password }));
  const crowd = {
    endpoint,
    users,
    connections: 3,
    folders: ['Martello'],
    milliseconds: ROUND_MS,
    seed: 5,
    breaks: true,
  };
  const { commands, faults } = await stress(crowd).finally(() => {
    isOver = true;
  });
  await Promise.all(working);
  t.diagnostic(`${await killing} kills, ${commands} commands, ${promised()} things promised`);
  assert.deepEqual(faults.slice(0, 10), []);
  assert.ok((await killing) >= 3, `${await killing} kills`);
  assert.ok(promised() > 200, `${promised()} things promised`);
  for (const clerk of clerks) assert.deepEqual((await clerk.audit()).slice(0, 10), []);

  await takeOneAway(endpoint, boxes[0]!);
  const noticed = (await Promise.all(clerks.map((clerk) => clerk.audit()))).flat();
  assert.equal(noticed.length, 2, `one that is gone is noticed: ${noticed.join('; ')}`);
  await using records = await openRecords(sandbox.data, 'alfa');
  assert.deepEqual(await records.findings(), []);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ProviderConfig } from '#config';
import { freePorts } from '#sandbox';
import { type Box, startCountry, type TestCountry } from '../e2e/country.ts';
import { until } from '../e2e/poll.ts';
import { type ExtraProcess, joinProvider } from '../e2e/provider-process.ts';
import { openRecords } from '../e2e/records.ts';
import { ImapClient, type ImapEndpoint } from './imap-client.ts';
import { Mirror } from './mirror.ts';
import { stress } from './stress.ts';

/** A notice takes milliseconds; one that is lost is made good within a second. */
const TOLD_MS = 1_500;
const MESSAGE = Buffer.from('From: uno@client.example\r\nSubject: due processi\r\n\r\nuno\r\n');

let country: TestCountry;
let second: ExtraProcess;
let doors: readonly ImapEndpoint[];
let box: Box;

before(async () => {
  let alfa: ProviderConfig | undefined;
  country = await startCountry({
    configure(config) {
      if (config.domain === 'gestore-alfa.example') alfa = config;
      return config;
    },
  });
  box = country.alfa.mailboxes[0]!;
  const imaps = { host: '127.0.0.1', port: (await freePorts(1))[0]! };
  second = await joinProvider({
    ...alfa!,
    node: '2',
    roles: ['imap'],
    doors: { ...alfa!.doors, imap: undefined, imaps },
  });
  doors = [country.alfa.imaps!, imaps].map(({ host, port }) => ({ host, port, root: country.root }));
});
after(async () => {
  await second?.[Symbol.asyncDispose]();
  await country?.[Symbol.asyncDispose]();
});

const enter = (door: ImapEndpoint) => ImapClient.login(door, box.address, box.password);

async function opened(door: ImapEndpoint, folder: string, ...before: readonly string[]): Promise<ImapClient> {
  const client = await enter(door);
  for (const command of before) await client.ok(command);
  await client.ok(`SELECT ${folder}`);
  return client;
}

test('who idles at one process hears at once what is done at the other, both ways', async (t) => {
  using maker = await enter(doors[0]!);
  await maker.ok('CREATE Ascolto');
  let slowest = 0;
  for (const [here, there] of [doors, [...doors].reverse()] as const) {
    using listener = await opened(here!, 'Ascolto');
    using doer = await opened(there!, 'Ascolto');
    const tag = listener.nextTag();
    listener.write(`${tag} IDLE\r\n`);
    while (!(await listener.response()).startsWith('+'));
    const hears = async (pattern: RegExp, act: Promise<unknown>) => {
      await act;
      const began = performance.now();
      while (!pattern.test(await listener.response()));
      const took = performance.now() - began;
      slowest = Math.max(slowest, took);
      assert.ok(took < TOLD_MS, `${pattern} after ${took.toFixed(0)} ms`);
    };
    for (let n = 0; n < 5; n++) {
      await hears(/^\* 1 EXISTS$/, doer.ok('APPEND Ascolto ', MESSAGE));
      await doer.ok('NOOP');
      await hears(/^\* 1 FETCH \(.*FLAGS \(.*\\Flagged.*\)/, doer.ok('STORE 1 +FLAGS (\\Flagged)'));
      await hears(/^\* 1 FETCH \(.*FLAGS \(.*\\Deleted.*\)/, doer.ok('STORE 1 +FLAGS (\\Deleted)'));
      await hears(/^\* 1 EXPUNGE$/, doer.ok('EXPUNGE'));
    }
    listener.write('DONE\r\n');
    await listener.answer(tag);
  }
  t.diagnostic(`the slowest was told after ${slowest.toFixed(0)} ms`);
});

test('who asks at one process is told within a second what the other has answered', async () => {
  using one = await enter(doors[0]!);
  await one.ok('CREATE Subito');
  using two = await opened(doors[1]!, 'Subito');
  for (let n = 1; n <= 10; n++) {
    await one.ok('APPEND Subito ', MESSAGE);
    await until(`${n} messages`, async () => (await two.ok('NOOP')).includes(`${n} EXISTS`), TOLD_MS, 10);
  }
  await one.ok('DELETE Subito');
  await until('the folder is gone', async () => !(await two.command('NOOP').catch(() => false)), TOLD_MS, 10);
  using three = await enter(doors[1]!);
  assert.match((await three.command('SELECT Subito')).text, /^\[NONEXISTENT\]/);
});

test('no UID and no MODSEQ is given twice by two processes that write to one folder', async () => {
  using maker = await enter(doors[0]!);
  await maker.ok('CREATE Numeri');
  const uids: number[] = [];
  const modseqs: number[] = [];
  await Promise.all(
    [...doors, ...doors, ...doors].map(async (door) => {
      using client = await opened(door, 'Numeri', 'ENABLE CONDSTORE');
      for (let n = 0; n < 40; n++) {
        const { text } = await client.command('APPEND Numeri ', MESSAGE);
        const uid = Number(/\[APPENDUID \d+ (\d+)\]/.exec(text)![1]);
        uids.push(uid);
        const told = (await client.ok(`UID STORE ${uid} +FLAGS (Mio${n % 7})`)).find((line) =>
          line.includes(`UID ${uid} `),
        );
        modseqs.push(Number(/MODSEQ \((\d+)\)/.exec(told ?? '')?.[1]));
      }
    }),
  );
  assert.equal(new Set(uids).size, 240);
  assert.deepEqual(
    uids.toSorted((a, b) => a - b),
    Array.from({ length: 240 }, (_, n) => n + 1),
  );
  assert.ok(modseqs.every(Number.isSafeInteger));
  assert.equal(new Set(modseqs).size, 240, 'each change has a MODSEQ of its own');
});

test('two processes hammered at once in one folder agree, and their records are in order', async () => {
  const { address: user, password } = box;
  const users = doors.map((endpoint) => ({ user, password, endpoint }));
  const folders = ['Martello'];
  const { commands, faults } = await stress({
    ...{ endpoint: doors[0]!, users, folders, connections: 6 },
    ...{ milliseconds: 10_000, seed: 7 },
  });
  assert.deepEqual(faults.slice(0, 10), []);
  assert.ok(commands > 500, `${commands} commands`);
  const pictures = await Promise.all(
    doors.map(async (door) => {
      using client = await enter(door);
      const mirror = new Mirror();
      for (const line of await client.ok('SELECT Martello')) mirror.take(line, 'SELECT');
      for (const line of await client.ok('UID FETCH 1:* (FLAGS)')) mirror.take(line, 'FETCH');
      return mirror.picture();
    }),
  );
  assert.equal(pictures[0], pictures[1]);
  await using records = await openRecords(country.data, 'alfa');
  assert.deepEqual(await records.findings(), []);
});

test('a process that ends says good-bye, and the other goes on', async () => {
  using stays = await opened(doors[0]!, 'INBOX');
  using goes = await opened(doors[1]!, 'INBOX');
  goes.write('a IDLE\r\n');
  await goes.response();
  await second[Symbol.asyncDispose]();
  await until('it says good-bye', async () => /^\* BYE /.test(await goes.response()));
  assert.equal((await stays.command('NOOP')).status, 'OK');
});

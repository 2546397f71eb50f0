import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCountry } from '../e2e/country.ts';
import { openRecords } from '../e2e/records.ts';
import { Bystander } from './bystander.ts';
import { type ImapAnswer, ImapClient } from './imap-client.ts';

const MAX_FOLDERS = 10_000;
/** What one command, or five hundred small ones, may take of what making all folders took in the same run. */
const QUICK = 1 / 4;

const nameOf = (parent: string, n: number) => `${parent}/pratica-${n}`;

/** Gives commands without waiting, and answers what came of each. */
async function pipelined(client: ImapClient, commands: readonly string[]): Promise<readonly ImapAnswer[]> {
  const tags = commands.map((command) => {
    const tag = client.nextTag();
    client.write(`${tag} ${command}\r\n`);
    return tag;
  });
  const answers: ImapAnswer[] = [];
  for (const tag of tags) answers.push(await client.answer(tag));
  return answers;
}

async function within<T>(boundMs: number, what: string, run: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await run();
  const took = performance.now() - began;
  assert.ok(took < boundMs, `${what}: ${took.toFixed(0)} ms`);
  return result;
}

test('a mailbox of ten thousand folders is used like a small one, and the one too many is refused', async (t) => {
  await using country = await startCountry();
  const [box, other] = country.alfa.mailboxes;
  const endpoint = { ...country.alfa.imaps!, root: country.root };
  using client = await ImapClient.login(endpoint, box!.address, box!.password);
  await using bystander = await Bystander.enter(endpoint, other!);
  const before = (await client.ok('LIST "" *')).length;
  const count = MAX_FOLDERS - before - 1;
  const all = (parent: string) => Array.from({ length: count }, (_, n) => nameOf(parent, n));

  const began = performance.now();
  const made = await pipelined(
    client,
    all('Archivio').map((name) => `CREATE ${name}`),
  );
  const busyMs = performance.now() - began;
  const quick = <T>(what: string, run: () => Promise<T>) => within(busyMs * QUICK, what, run);
  t.diagnostic(`${count} folders made in ${(busyMs / 1_000).toFixed(1)} s`);
  assert.deepEqual(new Set(made.map(({ status }) => status)), new Set(['OK']));
  for (const name of ['Uno-di-troppo', 'Due/di/troppo', 'Archivio/sotto/molto']) {
    const { status, text } = await client.command(`CREATE ${name}`);
    assert.match(`${status} ${text}`, /^NO \[LIMIT\] /);
  }

  assert.equal((await quick('LIST', () => client.ok('LIST "" *'))).length, MAX_FOLDERS);
  assert.equal((await quick('LIST %', () => client.ok('LIST "" %'))).length, before + 1);
  assert.equal((await quick('LIST of some', () => client.ok('LIST "" *pratica-123*'))).length, 11);
  const told = await quick('LIST-STATUS', () => client.ok('LIST "" * RETURN (STATUS (MESSAGES UIDNEXT SIZE))'));
  assert.equal(told.filter((line) => line.startsWith('STATUS ')).length, MAX_FOLDERS);
  assert.ok(told.includes(`STATUS ${nameOf('Archivio', 4_321)} (MESSAGES 0 UIDNEXT 1 SIZE 0)`));

  const few = all('Archivio').slice(0, 500);
  const each = async (word: string, rest = '') => {
    const answers = await quick(`${word} of ${few.length}`, () =>
      pipelined(
        client,
        few.map((name) => `${word} ${name}${rest}`),
      ),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set(['OK']), word);
  };
  await each('STATUS', ' (MESSAGES UNSEEN)');
  await each('SUBSCRIBE');
  assert.equal((await quick('LSUB', () => client.ok('LSUB Archivio/ *'))).length, few.length);
  await each('SELECT');
  await each('APPEND', ' {25+}\r\nSubject: pratica\r\n\r\nuna\r\n');
  await each('UNSUBSCRIBE');
  await quick('RENAME of all', () => client.ok('RENAME Archivio Vecchie'));
  const moved = await quick('STATUS', () => client.ok(`STATUS ${nameOf('Vecchie', 7)} (MESSAGES)`));
  assert.deepEqual(moved, [`STATUS ${nameOf('Vecchie', 7)} (MESSAGES 1)`]);

  await client.ok('UNSELECT');
  const gone = await within(busyMs * 2, 'DELETE of all', () =>
    pipelined(
      client,
      all('Vecchie').map((name) => `DELETE ${name}`),
    ),
  );
  assert.deepEqual(new Set(gone.map(({ status }) => status)), new Set(['OK']));
  assert.equal((await client.ok('LIST "" *')).length, before + 1);
  const waited = await bystander.worstMs();
  t.diagnostic(`somebody else waited ${waited.toFixed(0)} ms at most`);
  assert.ok(waited < busyMs / 5, `somebody else waited ${waited.toFixed(0)} ms of ${busyMs.toFixed(0)}`);
  await using records = await openRecords(country.data, 'alfa');
  assert.deepEqual(await records.findings(), []);
});

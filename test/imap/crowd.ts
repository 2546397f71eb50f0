import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startCountry } from '../e2e/country.ts';
import { residentOf } from '../e2e/memory.ts';
import { providerPid } from '../e2e/sandbox.ts';
import { ImapClient } from './imap-client.ts';

/** Growth of the process for each connection that is in, has a folder open and waits. */
const MAX_OCTETS_EACH = 100 * 1_024;
const TOLD_MS = 5_000;
const AT_ONCE = 20;

/** So many connections, each logged in with a folder open: all are served, and cost little while they wait. */
export async function judgeCrowd(t: TestContext, count: number): Promise<void> {
  await using country = await startCountry();
  const boxes = country.alfa.mailboxes.slice(0, 5);
  const endpoint = { ...country.alfa.imaps!, root: country.root };
  const pid = providerPid(country.data, 'alfa')!;
  const clients: ImapClient[] = [];
  using _crowd = {
    [Symbol.dispose]() {
      for (const client of clients) client?.[Symbol.dispose]();
    },
  };
  const enter = async (more: number) => {
    const wanted = clients.length + more;
    const one = async () => {
      while (clients.length < wanted) {
        const box = boxes[clients.length % boxes.length]!;
        const at = clients.length;
        clients.push(undefined as never);
        const client = await ImapClient.login(endpoint, box.address, box.password);
        await client.ok('SELECT INBOX');
        clients[at] = client;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  };

  // A process that has seen many come and go, few at a time, has the room it needs for what passes.
  for (let gone = 0; gone < count; gone += AT_ONCE) {
    await enter(AT_ONCE);
    for (const client of clients.splice(0)) client[Symbol.dispose]();
  }
  await enter(Math.floor(count / 10));
  await pause(1_000);
  const before = residentOf(pid).now;
  const began = performance.now();
  const warm = clients.length;
  await enter(count - warm);
  t.diagnostic(
    `${clients.length} connections, the last ${count - warm} in ${((performance.now() - began) / 1_000).toFixed(1)} s`,
  );

  const asked = performance.now();
  await Promise.all(clients.map((client) => client.ok('NOOP')));
  t.diagnostic(`all answered at once in ${(performance.now() - asked).toFixed(0)} ms`);
  const tags = await idle(clients);
  await pause(1_000);
  const each = (residentOf(pid).now - before) / (count - warm);
  t.diagnostic(`${(each / 1_024).toFixed(0)} KB for each that idles`);
  assert.ok(each < MAX_OCTETS_EACH, `${(each / 1_024).toFixed(0)} KB for each`);

  const [box] = boxes;
  using writer = await ImapClient.login(endpoint, box!.address, box!.password);
  await writer.ok('APPEND INBOX ', Buffer.from('Subject: a tutti\r\n\r\nuno\r\n'));
  const written = performance.now();
  const listeners = clients.filter((_, at) => at % boxes.length === 0);
  await Promise.all(
    listeners.map(async (client) => assert.match(await client.response(), /^\d+ EXISTS$|^\* \d+ EXISTS$/)),
  );
  const took = performance.now() - written;
  t.diagnostic(`${listeners.length} who idle in one folder were told within ${took.toFixed(0)} ms`);
  assert.ok(took < TOLD_MS, `told after ${took.toFixed(0)} ms`);
  for (const [at, client] of clients.entries()) {
    client.write('DONE\r\n');
    assert.equal((await client.answer(tags[at]!)).status, 'OK');
  }
}

/** All of them wait; the tags of their commands. */
async function idle(clients: readonly ImapClient[]): Promise<readonly string[]> {
  const tags = clients.map((client) => {
    const tag = client.nextTag();
    client.write(`${tag} IDLE\r\n`);
    return tag;
  });
  for (const client of clients) assert.match(await client.response(), /^\+ /);
  return tags;
}

import assert from 'node:assert/strict';
import type { Login } from './answers.ts';
import { ImapClient } from './imap-client.ts';

const CONNECTIONS = 6;
const EACH = 20;

/** Some connections in one folder, all putting messages into it: each message is `\Recent` to one of them (RFC 3501 2.3.2). */
export async function judgeRecent({ endpoint, user, password }: Login, box: string): Promise<void> {
  const logins = Array.from({ length: CONNECTIONS }, () => ImapClient.login(endpoint, user, password));
  const clients = await Promise.all(logins);
  using _all = new DisposableStack();
  for (const client of clients) _all.use(client);
  await clients[0]!.ok(`CREATE ${box}`);
  for (const client of clients) await client.ok(`SELECT ${box}`);
  const told = await Promise.all(clients.map((client) => putMany(client, box)));
  const owned: number[] = [];
  for (const [n, client] of clients.entries()) {
    const last = (await client.ok('CHECK')).findLast((said) => said.endsWith(' RECENT')) ?? told[n]!;
    const mine = (await client.ok('UID SEARCH RECENT'))[0]!.split(' ').slice(1).map(Number);
    assert.equal(last, `${mine.length} RECENT`);
    const flagged = (await client.ok('FETCH 1:* (UID FLAGS)')).filter((said) => said.includes('\\Recent'));
    assert.deepEqual(
      flagged.map((said) => Number(/UID (\d+)/.exec(said)![1])),
      mine,
    );
    owned.push(...mine);
  }
  assert.deepEqual(
    owned.sort((a, b) => a - b),
    Array.from({ length: CONNECTIONS * EACH }, (_, n) => n + 1),
  );
}

/** Answers what was told last of how many are recent. */
async function putMany(client: ImapClient, box: string): Promise<string> {
  let told = '0 RECENT';
  for (let n = 0; n < EACH; n++) {
    const { untagged } = await client.command(`APPEND ${box} `, Buffer.from(`Subject: ${n}\r\n\r\n${n}\r\n`));
    told = untagged.findLast((said) => said.endsWith(' RECENT')) ?? told;
  }
  return told;
}

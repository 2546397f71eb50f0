import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ChainEvent } from '#contract';
import { signIn, type WebSession } from './browser-session.ts';
import { type ClientPrograms, clientPrograms, kill } from './client-programs.ts';
import { startCountry, type TestCountry } from './country.ts';
import { until } from './poll.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ORDERS = 200;
const KILLS = 20;
const SENDER = 'mario.rossi@pec.alfa.example';

let programs: ClientPrograms;
let country: TestCountry;
let session: WebSession;

before(async () => {
  programs = clientPrograms();
  country = await startCountry();
  session = await signIn(country.alfa, SENDER);
});

after(async () => {
  await (country as TestCountry | undefined)?.[Symbol.asyncDispose]();
});

async function everyEvent(): Promise<readonly ChainEvent[]> {
  const found: ChainEvent[] = [];
  for (let after = '0', more = true; more; ) {
    const path = `GET /mailboxes/${session.mailbox}/events?limit=1000&after=${after}`;
    const page = await session.json<{ events: ChainEvent[]; cursor: string; isMore: boolean }>(path);
    found.push(...page.events);
    ({ cursor: after, isMore: more } = page);
  }
  return found;
}

test('consumers that are killed again and again lose no transition, double none, and send nothing twice', async () => {
  const { beta } = country;
  const to = [beta.mailboxes[0]!.address, `nessuno@${beta.pecDomains[0]}`];
  const orders = Array.from({ length: ORDERS }, (_, at) => ({
    ref: `order-${at}`,
    to: at % 10 ? to.slice(0, 1) : to,
    subject: `Ordine ${at}`,
    text: 'x',
  }));
  writeFileSync(join(programs.folder, 'orders.ndjson'), orders.map((order) => `${JSON.stringify(order)}\n`).join(''));
  const scopes = ['events', 'mail.send', 'mail.read'];
  const token = await session.json<{ secret: string }>('POST /credentials', { name: 'orders', kind: 'token', scopes });
  const env = { CERALACCA_URL: country.alfa.web!, CERALACCA_TOKEN: token.secret };
  const follow = () => programs.run(['send-and-follow.mjs', 'orders.ndjson', 'kept/followed.ndjson'], env);

  const hook = await listenForWebhooks();
  for (let kills = 0; kills < KILLS; kills++) {
    const follower = follow();
    await pause(200 + Math.random() * 900);
    await kill(follower);
    if (kills % 4 === 3) await hook.restart();
  }
  const last = follow();
  const [code] = (await once(last, 'exit')) as [number];
  assert.equal(code, 0, last.said.join(''));

  const events = await everyEvent();
  assert.deepEqual(programs.journal('followed.ndjson'), events, 'what the follower kept is what the provider tells');
  // The other side was away: it is told at the next tries, for which the clock is moved.
  await until(
    'the webhook has told everything',
    async () => {
      if (programs.journal('received.ndjson').length === events.length) return true;
      await country.advance('PT1H');
      return false;
    },
    60_000,
    500,
  );
  assert.deepEqual(programs.journal('received.ndjson'), events, 'what the webhook brought is what the provider tells');
  await hook.stop();

  const of = (type: ChainEvent['type']) => events.filter((event) => event.type === type);
  assert.equal(new Set(of('accepted').map(({ identificativo }) => identificativo)).size, ORDERS);
  assert.equal(new Set(of('accepted').map(({ clientRef }) => clientRef)).size, ORDERS);
  assert.equal(of('delivered').length, ORDERS);
  assert.equal(of('failed').length, ORDERS / 10);
  assert.ok(events.every(({ clientRef }) => clientRef?.startsWith('order-')));
});

test('the declarations serve a strict program without types of Node, and refuse what the contract does', () => {
  const { folder } = programs;
  const check = (text: string) => {
    writeFileSync(
      join(folder, 'program.ts'),
      `import { CeralaccaClient, type Chain } from 'ceralacca-client';\n${text}`,
    );
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = '--strict --noEmit --module nodenext --target es2022 --lib es2022,dom,dom.iterable --types'.split(
      ' ',
    );
    try {
      execFileSync(process.execPath, [tsc, ...options, '', 'program.ts'], { cwd: folder, encoding: 'utf8' });
      return '';
    } catch (fault) {
      return (fault as { stdout: string }).stdout;
    }
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  const begin = "const client = new CeralaccaClient({ url: 'https://x.example', credentials: { token: 't' } });\n";
  const chain = "{ params: { mailbox: 'm', identificativo: 'i' } }";
  assert.equal(
    check(`${begin}const chain: Chain = await client.call('GET /mailboxes/{mailbox}/sent/{identificativo}', ${chain});
for await (const { cursor, clientRef } of client.events('m', { after: 'now' })) console.log(cursor, clientRef, chain.state);
export {};\n`),
    '',
  );
  assert.match(check(`${begin}await client.call('GET /nowhere', {});\nexport {};\n`), /not assignable/);
  assert.match(
    check(`${begin}await client.call('GET /mailboxes/{mailbox}/outbox', { params: {} });\nexport {};\n`),
    /mailbox/,
  );
});

/** A webhook, and its consumer on a port that stays. */
async function listenForWebhooks() {
  let consumer = start('0', 'whsec_none');
  const port = await listening(consumer);
  await kill(consumer);
  const path = `POST /mailboxes/${session.mailbox}/webhooks`;
  const made = await session.json<{ id: string; secret: string }>(path, { url: `http://127.0.0.1:${port}/` });
  const run = async () => {
    consumer = start(port, made.secret);
    await listening(consumer);
  };
  await run();
  return {
    async restart() {
      await kill(consumer);
      await pause(300);
      await run();
    },
    stop: () => kill(consumer),
  };

  function start(at: string, secret: string) {
    // Legal time is moved below, and the signature bears it.
    const env = { CERALACCA_WEBHOOK_SECRET: secret, CERALACCA_TOLERANCE_S: 'Infinity' };
    return programs.run(['receive-webhooks.mjs', 'kept/received.ndjson', at], env);
  }
  function listening(child: ReturnType<typeof start>): Promise<string> {
    return until('the consumer listens', () => /listening on (\d+)/.exec(child.said.join(''))?.[1]);
  }
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Chain, ChainEvent } from '#contract';
import { signIn, type WebSession } from './browser-session.ts';
import { type ClientPrograms, clientPrograms, kill } from './client-programs.ts';
import { startCountry, type TestCountry } from './country.ts';
import { letter } from './mail.ts';
import { until } from './poll.ts';
import { SmtpClient } from './smtp.ts';
import { startWordScanner, type WordScanner } from './word-scanner.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const LUCIA = 'lucia@posta.example';

/** What is sent, and the codes that its events must bear, in their order. */
const ORDERS = [
  { ref: 'ordinary', to: [LUCIA], codes: 'C001 C000' },
  { ref: 'ordinary-refused', to: ['nessuno@posta.example'], codes: 'C001 C010' },
  { ref: 'own-virus', to: ['avv.bianchi@pec.beta.example'], text: 'peste-alfa', codes: 'C002' },
  { ref: 'delivered', to: ['avv.bianchi@pec.beta.example'], codes: 'C001 C005 C003' },
  { ref: 'nobody', to: ['nessuno@pec.beta.example'], codes: 'C001 C005 C004' },
  { ref: 'full', to: ['edicola@pec.beta.example'], text: 'x'.repeat(60_000), codes: 'C001 C005 C004' },
  { ref: 'virus', to: ['avv.bianchi@pec.beta.example'], text: 'peste-beta', codes: 'C001 C005 C006' },
  { ref: 'no-domain', to: ['x@nonesiste.example'], codes: 'C001 C009' },
] as const;
/** Sent while the other provider is down. */
const LATE = { ref: 'late', to: ['laquercia@pec.beta.example'], codes: 'C001 C007 C004' } as const;

const scanners: WordScanner[] = [];
let programs: ClientPrograms;
let country: TestCountry;
let session: WebSession;

before(async () => {
  programs = clientPrograms();
  scanners.push(await startWordScanner('peste-alfa'), await startWordScanner('peste-beta'));
  const [alfa, beta] = scanners.map(
    ({ port }) => ({ kind: 'clamd', host: '127.0.0.1', port, timeoutMs: 20_000 }) as const,
  );
  country = await startCountry({
    configure: (config) => ({ ...config, scanner: config.domain === 'gestore-alfa.example' ? alfa! : beta! }),
  });
  session = await signIn(country.alfa, MARIO);
});
after(async () => {
  await country?.[Symbol.asyncDispose]();
  for (const scanner of scanners) await scanner[Symbol.asyncDispose]();
});

test('every outcome code arises, and each channel tells it: page, long poll by the example, SSE, webhook, chain', async () => {
  const scopes = ['events', 'mail.send', 'mail.read'];
  const { secret: token } = await session.json<{ secret: string }>('POST /credentials', {
    name: 'c',
    kind: 'token',
    scopes,
  });
  const hook = await openHook();
  await using streamed = await openStream(token);
  const env = { CERALACCA_URL: country.alfa.web!, CERALACCA_TOKEN: token };
  const lines = [...ORDERS, LATE].map(
    ({ codes, ...order }) => `${JSON.stringify({ subject: order.ref, text: 'x', ...order })}\n`,
  );
  writeFileSync(join(programs.folder, 'orders.ndjson'), lines.slice(0, -1).join(''));
  writeFileSync(join(programs.folder, 'late.ndjson'), lines.at(-1)!);
  const follow = (orders: string) => programs.run(['send-and-follow.mjs', orders, 'kept/followed.ndjson'], env);

  await ended(follow('orders.ndjson'));
  await writeFromOutside();
  await running(false);
  const last = follow('late.ndjson');
  await until('it was accepted', async () => (await everyEvent()).some(({ clientRef }) => clientRef === LATE.ref));
  await country.advance('PT25H');
  await running(true);
  await ended(last);

  const events = await everyEvent();
  for (const { ref, codes } of [...ORDERS, LATE]) {
    const mine = events.filter(({ clientRef }) => clientRef === ref);
    // A take-charge that comes after the outcome is no event any more; the chain shows it all the same.
    const isTold = ({ code }: Pick<ChainEvent, 'code'>) => code !== 'C005';
    const told = codes.split(' ').filter((code) => code !== 'C005');
    assert.deepEqual(
      mine.filter(isTold).map(({ code }) => code),
      told,
      ref,
    );
    assert.deepEqual(await chainCodes(mine[0]!.identificativo!), codes.split(' ').sort(), `the chain of ${ref}`);
  }
  assert.deepEqual(
    events.filter(({ type }) => type === 'received').map(({ code, received }) => [code, received?.kind]),
    [['C000', 'anomaly']],
  );
  const all = new Set(events.map(({ code }) => code));
  assert.deepEqual([...all].sort(), ['C000', 'C001', 'C002', 'C003', 'C004', 'C005', 'C006', 'C007', 'C009', 'C010']);
  assert.deepEqual(
    programs.journal('followed.ndjson'),
    events.slice(0, programs.journal('followed.ndjson').length),
    'long poll',
  );
  assert.equal(programs.journal('followed.ndjson').at(-1)?.type, 'expired');
  await until('the stream told everything', () => streamed.events.length === events.length);
  assert.deepEqual(streamed.events, events, 'SSE');
  await until('the webhook told everything', () => programs.journal('received.ndjson').length === events.length);
  assert.deepEqual(programs.journal('received.ndjson'), events, 'webhook');
  await kill(hook);
});

async function ended(program: ReturnType<ClientPrograms['run']>): Promise<void> {
  if (program.exitCode === null) await once(program, 'exit');
  assert.equal(program.exitCode, 0, program.said.join(''));
}

async function running(isRunning: boolean): Promise<void> {
  const body = JSON.stringify({ name: country.beta.name, running: isRunning });
  const headers = { 'content-type': 'application/json' };
  assert.ok((await fetch(`${country.network.control}/providers`, { method: 'POST', body, headers })).ok);
}

async function writeFromOutside(): Promise<void> {
  using client = await SmtpClient.open(country.network.ordinary.smtp, country.root);
  await client.send({ from: LUCIA, to: [MARIO] }, letter(LUCIA, [MARIO], 'Da fuori'));
  await until('it came in', async () => (await everyEvent()).some(({ type }) => type === 'received'));
}

async function everyEvent(): Promise<readonly ChainEvent[]> {
  const path = `GET /mailboxes/${session.mailbox}/events?limit=1000`;
  const page = await session.json<{ events: ChainEvent[]; isMore: boolean }>(path);
  assert.equal(page.isMore, false);
  return page.events;
}

async function chainCodes(identificativo: string): Promise<readonly string[]> {
  const path = `GET /mailboxes/${session.mailbox}/sent/${encodeURIComponent(identificativo)}`;
  const { steps, recipients } = await session.json<Chain>(path);
  return [...steps, ...recipients.flatMap((one) => one.steps)].map(({ code }) => code).sort();
}

/** A webhook, and the example behind it. */
async function openHook() {
  const start = (port: string, secret: string) =>
    programs.run(['receive-webhooks.mjs', 'kept/received.ndjson', port], {
      CERALACCA_WEBHOOK_SECRET: secret,
      // Legal time is moved below, and the signature bears it.
      CERALACCA_TOLERANCE_S: 'Infinity',
    });
  const listening = (child: ReturnType<typeof start>) =>
    until('the consumer listens', () => /listening on (\d+)/.exec(child.said.join(''))?.[1]);
  const first = start('0', 'whsec_none');
  const port = await listening(first);
  await kill(first);
  const path = `POST /mailboxes/${session.mailbox}/webhooks`;
  const made = await session.json<{ secret: string }>(path, { url: `http://127.0.0.1:${port}/` });
  const consumer = start(port, made.secret);
  await listening(consumer);
  return consumer;
}

/** Server-sent events, read as any client does. */
async function openStream(token: string) {
  const stop = new AbortController();
  const answer = await fetch(`${country.alfa.web!}/api/v1/mailboxes/${session.mailbox}/events`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal: stop.signal,
  });
  const events: ChainEvent[] = [];
  const reading = (async () => {
    let text = '';
    for await (const octets of answer.body!) {
      text += Buffer.from(octets).toString('utf8');
      for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
        const data = /^data: (.*)$/m.exec(text.slice(0, at))?.[1];
        if (data !== undefined) events.push(JSON.parse(data));
        text = text.slice(at + 2);
      }
    }
  })().catch(() => {});
  return {
    events,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await reading;
    },
  };
}

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { CeralaccaClient, CeralaccaProblem, isAfter, readWebhook, WebhookRefused } from '../../client/index.ts';

const URL_ = 'https://webmail.example';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A server in a function: what it was asked, and answers one after the other. */
function peer(...answers: readonly (Response | Error | ((asked: Asked) => Response))[]) {
  const asked: Asked[] = [];
  const left = [...answers];
  const answer: typeof fetch = async (input, init = {}) => {
    const { pathname, search } = new URL(String(input));
    const one = {
      method: init.method ?? 'GET',
      path: pathname + search,
      headers: new Headers(init.headers),
      body: init.body,
    };
    asked.push(one);
    const next = left.shift() ?? assert.fail(`nobody expected ${one.method} ${one.path}`);
    if (next instanceof Error) throw next;
    return typeof next === 'function' ? next(one) : next;
  };
  return { asked, fetch: answer };
}

const json = (value: unknown, status = 200, headers = {}) => new Response(JSON.stringify(value), { status, headers });
const problem = (status: number, code: string, headers = {}) =>
  json({ status, code, title: '', detail: code }, status, headers);
const event = (cursor: string) => ({ cursor, type: 'delivered', code: 'C003', at: '', mailbox: 'm' });
const lost = () => new TypeError('fetch failed');

test('a call names its endpoint, fills in its path, and tells a refusal by its code', async () => {
  const { asked, fetch } = peer(json({ id: 'x' }), problem(409, 'changed'));
  const client = new CeralaccaClient({ url: `${URL_}/`, credentials: { token: 'cer_1' }, fetch });
  const name = 'GET /mailboxes/{mailbox}/outbox/{outgoing}';
  assert.deepEqual(await client.call(name, { params: { mailbox: 'm', outgoing: 'a b/c' } }), { id: 'x' });
  assert.equal(asked[0]?.path, '/api/v1/mailboxes/m/outbox/a%20b%2Fc');
  assert.equal(asked[0]?.headers.get('authorization'), 'Bearer cer_1');
  await assert.rejects(
    client.call(name, { params: { mailbox: 'm', outgoing: 'x' } }),
    (fault) => fault instanceof CeralaccaProblem && fault.problem.code === 'changed',
  );
});

test('what is lost on the way is sent again only where it cannot be done twice', async () => {
  const letter = { params: { mailbox: 'm' }, body: { to: ['a@b.example'] } };
  const once = peer(lost());
  const plain = new CeralaccaClient({ url: URL_, fetch: once.fetch });
  await assert.rejects(plain.call('POST /mailboxes/{mailbox}/send', letter), TypeError);
  const again = peer(lost(), problem(503, 'not-now'), json({ id: 'o' }));
  const client = new CeralaccaClient({ url: URL_, fetch: again.fetch, pauseMs: 1 });
  await client.call('POST /mailboxes/{mailbox}/send', letter, { idempotencyKey: 'k' });
  assert.deepEqual(
    again.asked.map(({ headers, body }) => `${headers.get('idempotency-key')} ${body}`),
    Array.from({ length: 3 }, () => 'k {"to":["a@b.example"]}'),
  );
});

test('events go on from their cursor through faults, and end with their signal', async () => {
  const stop = new AbortController();
  const { asked, fetch } = peer(
    json({ events: [event('1.0'), event('1.1')], cursor: '4', isMore: false }),
    lost(),
    problem(500, 'internal'),
    json({ events: [], cursor: '9', isMore: false }),
    json({ events: [event('10.0')], cursor: '10.0', isMore: false }),
  );
  const client = new CeralaccaClient({ url: URL_, fetch, pauseMs: 1 });
  const found: string[] = [];
  const faults: unknown[] = [];
  for await (const { cursor } of client.events('m', {
    after: '0',
    signal: stop.signal,
    onFault: (fault) => faults.push(fault),
  })) {
    found.push(cursor);
    if (cursor === '10.0') stop.abort();
  }
  assert.deepEqual([found, faults.length], [['1.0', '1.1', '10.0'], 2]);
  const afters = asked.map(({ path }) => new URL(path, URL_).searchParams.get('after'));
  assert.deepEqual(afters, ['0', '4', '4', '4', '9']);
});

test('a client has its access token by itself, once for all who wait, and anew when it is refused', async () => {
  const token = (text: string) => json({ access_token: text, token_type: 'Bearer', expires_in: 900, scope: 'events' });
  const { asked, fetch } = peer(
    token('one'),
    json([]),
    json([]),
    problem(401, 'not-signed-in'),
    token('two'),
    json([]),
  );
  const client = new CeralaccaClient({ url: URL_, fetch, credentials: { clientId: 'id', clientSecret: 'secret' } });
  await Promise.all([client.call('GET /mailboxes', {}), client.call('GET /mailboxes', {})]);
  await client.call('GET /mailboxes', {});
  assert.deepEqual(
    asked.map(({ path, headers }) => `${path.replace('/api/v1', '')} ${headers.get('authorization')}`),
    [
      '/oauth/token null',
      '/mailboxes Bearer one',
      '/mailboxes Bearer one',
      '/mailboxes Bearer one',
      '/oauth/token null',
      '/mailboxes Bearer two',
    ],
  );
});

test('a webhook is read when its signature is right and young, and refused otherwise', async () => {
  const secret = 'whsec_abc';
  const body = JSON.stringify({ webhook: 'w', mailbox: 'm', cursor: '1.0', events: [event('1.0')] });
  const signed = (seconds: number, key = secret) =>
    `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;
  const now = 1_000_000_000;
  const t = now / 1_000;
  const { events } = await readWebhook({ body, signature: signed(t), secret, now });
  assert.deepEqual(
    events.map(({ cursor }) => cursor),
    ['1.0'],
  );
  await readWebhook({ body: new TextEncoder().encode(body), signature: signed(t - 299), secret, now });
  await readWebhook({ body, signature: signed(1), secret, now, toleranceS: Number.POSITIVE_INFINITY });
  for (const [what, signature, given] of [
    ['another secret', signed(t, 'other'), body],
    ['another body', signed(t), `${body} `],
    ['old', signed(t - 301), body],
    ['none', undefined, body],
    ['no signature', 'v1=00', body],
  ] as const)
    await assert.rejects(readWebhook({ body: given, signature, secret, now }), WebhookRefused, what);
});

test('cursors are two numbers', () => {
  const ordered = ['2.0', '2.2', '2.10', '2', '10.0', '10'];
  for (const [at, cursor] of ordered.entries())
    for (const [other, one] of ordered.entries()) assert.equal(isAfter(cursor, one), at > other, `${cursor} ${one}`);
  assert.throws(() => isAfter('now', '1'), RangeError);
});

test('the message of a problem names the fields that are wrong', () => {
  const plain = { status: 400, code: 'invalid', title: 'Bad Request', detail: 'No.' };
  const faults = [{ at: 'body.to.0', code: 'invalid_format', detail: 'Non è un indirizzo valido.' }];
  assert.equal(new CeralaccaProblem(plain).message, '400 invalid: No.');
  assert.equal(
    new CeralaccaProblem({ ...plain, faults }).message,
    '400 invalid: No. [body.to.0: Non è un indirizzo valido.]',
  );
});

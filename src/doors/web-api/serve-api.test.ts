import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { Refusal } from '#contract';
import { type TestPerson, testVisitors, testWebApi } from './test-web-api.ts';
import type { AreaRoutes } from './web-api-ports.ts';

const people: readonly TestPerson[] = [
  { login: 'mario', boxes: [{ id: 'm1', level: 'own' }], scopes: ['mail.read'] },
  { login: 'lucia', boxes: [{ id: 'm1', level: 'read' }], scopes: ['mail.read', 'mail.write'], mailboxes: ['m9'] },
  { login: 'half', isHalfIn: true, boxes: [{ id: 'm1', level: 'own' }] },
  { login: 'sure', isConfirmed: true, roles: [{ role: 'operator' }] },
  { login: 'unsure', roles: [{ role: 'operator' }], scopes: ['administration'] },
  { login: 'comune', roles: [{ role: 'organisation', organisation: 'o1' }] },
];

const asked: unknown[] = [];
const octets = new TextEncoder().encode('0123456789');
const nothing = async () => {
  throw new Refusal('not-found', 'not-found', { it: 'no', en: 'no', de: 'no' });
};
/** Every endpoint answers 404 unless a test says otherwise. */
const base = new Proxy({}, { get: (own, name) => Reflect.get(own, name) ?? nothing });
const routes = {
  session: base,
  mail: Object.assign(Object.create(base), {
    'GET /mailboxes': async (_: unknown, call: { visitor: { login: string } }) =>
      call.visitor.login === 'lucia' ? [{ id: 'x' }] : [],
    'POST /mailboxes/{mailbox}/messages/flags': async (given: unknown) => {
      asked.push(given);
      return { changed: 1 };
    },
    'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/raw': async (given: {
      query: { download: boolean };
    }) => ({
      type: 'text/html',
      name: 'Ricevuta di “avvenuta” consegna.html',
      isDownload: given.query.download,
      tag: 'abc',
      body: octets,
    }),
    'GET /mailboxes/{mailbox}/changes': async () => ({
      events: (async function* () {
        yield { id: '1\n2', event: 'new', data: { text: 'a\nb' } };
      })(),
    }),
    'GET /mailboxes/{mailbox}/folders': async () => {
      throw new Error('SELECT secret FROM table');
    },
  }),
  operation: Object.assign(Object.create(base), {
    'POST /admin/queue/{job}/{act}': async () => undefined,
    'GET /admin/index': async (_: unknown, call: { organisation?: string; roles: string[] }) => {
      asked.push([call.roles, call.organisation]);
      return { isOverdue: false, providers: [] };
    },
  }),
} as unknown as AreaRoutes;

const api = await testWebApi(routes, people);
after(() => api.close());
const { call } = api;

test('nobody passes without signing in, and is told so as RFC 9457 says, in his language', async () => {
  const answer = await call('GET /mailboxes', { headers: { 'accept-language': 'fr, de-AT;q=0.8, en;q=0.5' } });
  assert.equal(answer.status, 401);
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
  assert.deepEqual(answer.value, {
    type: 'about:blank',
    title: 'Unauthorized',
    status: 401,
    code: 'not-signed-in',
    detail: 'Dafür müssen Sie sich anmelden.',
  });
  assert.equal(answer.headers['www-authenticate'], 'Bearer realm="ceralacca"');
});

test('a session changes nothing without its own CSRF header, nor from a foreign page', async () => {
  const what = 'POST /mailboxes/m1/messages/flags';
  const body = { folder: 'f', uids: [1] };
  assert.equal((await call(what, { as: 'mario', body })).status, 200);
  for (const headers of [
    { 'x-ceralacca-csrf': '' },
    { 'x-ceralacca-csrf': 'csrf-lucia' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ]) {
    const answer = await call(what, { as: 'mario', body, headers });
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.equal((answer.value as { code: string }).code, 'csrf');
  }
});

test('a mailbox is open as far as it was granted; one that is not there looks like one that is not open', async () => {
  const flags = { body: { folder: 'f', uids: [1] } };
  assert.equal((await call('POST /mailboxes/m1/messages/flags', { as: 'lucia', ...flags })).status, 403);
  const closed = await call('POST /mailboxes/m2/messages/flags', { as: 'lucia', ...flags });
  const odd = await call('POST /mailboxes/m%00/messages/flags', { as: 'lucia', ...flags });
  assert.equal(closed.status, 404);
  assert.deepEqual(closed.value, odd.value);
});

test('a path called with another method is 405, and says with which it is called (RFC 9110 15.5.6)', async () => {
  const wrong = await call('PUT /mailboxes/m1/messages/flags', { as: 'mario' });
  assert.deepEqual([wrong.status, (wrong.value as { code: string }).code], [405, 'wrong-method']);
  assert.equal(wrong.headers.allow, 'POST');
  const read = await call('DELETE /mailboxes', {});
  assert.deepEqual([read.status, read.headers.allow], [405, 'GET, HEAD']);
  for (const what of ['OPTIONS /mailboxes', 'TRACE /mailboxes', 'HEAD /mailboxes/m1/messages/flags'])
    assert.equal((await call(what)).status, 405, what);
  const stream = await call('HEAD /mailboxes/m1/changes', { as: 'mario' });
  assert.deepEqual([stream.status, stream.headers.allow], [405, 'GET']);
});

test('a program reaches what its scopes and its mailboxes say, and needs no CSRF header', async () => {
  assert.equal((await call('GET /mailboxes', { token: 'mario' })).status, 200);
  const codes = async (what: string, token: string) => ((await call(what, { token })).value as { code: string }).code;
  assert.equal(await codes('POST /mailboxes/m1/messages/flags', 'mario'), 'scope-missing');
  assert.equal(await codes('POST /mailboxes/m1/messages/flags', 'lucia'), 'not-found');
  assert.equal(await codes('DELETE /session', 'mario'), 'sessions-only');
  assert.equal(await codes('GET /mailboxes', 'nobody'), 'not-signed-in');
});

test('what is sensitive asks a session to be confirmed; who is half in reaches only what lets him in', async () => {
  const give = { body: { reason: 'peer is gone' } };
  assert.equal((await call('POST /admin/queue/j/retry', { as: 'sure', ...give })).status, 204);
  const unsure = await call('POST /admin/queue/j/retry', { as: 'unsure', ...give });
  assert.deepEqual([unsure.status, (unsure.value as { code: string }).code], [401, 'unconfirmed']);
  assert.equal((await call('POST /admin/queue/j/retry', { token: 'unsure', ...give })).status, 204);
  assert.equal(((await call('GET /mailboxes', { as: 'half' })).value as { code: string }).code, 'must-enrol');
  assert.equal((await call('DELETE /session', { as: 'half' })).status, 404);
});

test('roles are judged; who administers only an organisation comes with its name', async () => {
  assert.equal((await call('GET /admin/index', { as: 'mario' })).status, 403);
  asked.length = 0;
  await call('GET /admin/index', { as: 'comune' });
  await call('GET /admin/index', { as: 'sure' });
  assert.deepEqual(asked, [
    [['organisation'], 'o1'],
    [['operator'], undefined],
  ]);
});

test('fields that are wrong or unknown are named, at any depth', async () => {
  const body = { folder: 'f', uids: [1, 'x'], add: [], colour: 'red' };
  const wrong = (await call('POST /mailboxes/m1/messages/flags', { as: 'mario', body })).value as {
    faults: { at: string; detail: string }[];
  };
  assert.deepEqual(
    wrong.faults.map(({ at }) => at),
    ['body.uids.1'],
  );
  assert.match(wrong.faults[0]!.detail, /numero|intero|Input/i);
  const strange = (
    await call('POST /mailboxes/m1/messages/flags?peek=1', { as: 'mario', body: { ...body, uids: [1] } })
  ).value as { status: number; faults: { at: string; code: string }[] };
  assert.equal(strange.status, 400);
  assert.deepEqual(strange.faults, [{ at: 'query.peek', code: 'unknown', detail: 'Campo sconosciuto.' }]);
  const third = (await call('POST /mailboxes/m1/messages/flags', { as: 'mario', body: { ...body, uids: [1] } }))
    .value as {
    faults: { at: string }[];
  };
  assert.deepEqual(
    third.faults.map(({ at }) => at),
    ['body.colour'],
  );
});

test('bodies that are no JSON, of another type, packed, too large or naming the workings of objects are refused', async () => {
  const what = 'POST /mailboxes/m1/messages/flags';
  const send = (body: string, headers: Record<string, string> = {}) =>
    call(what, { as: 'mario', body, headers: { 'content-type': 'application/json', ...headers } });
  assert.equal((await send('{')).status, 400);
  assert.equal((await send('{"folder":"f","uids":[1],"__proto__":{}}')).status, 400);
  assert.equal((await send('{}', { 'content-type': 'text/plain' })).status, 415);
  assert.equal((await send('{}', { 'content-encoding': 'gzip' })).status, 415);
  assert.equal((await send('folder=f&uids=1', { 'content-type': 'application/x-www-form-urlencoded' })).status, 415);
  assert.equal((await send(' '.repeat(8_388_609))).status, 413);
});

test('octets are sent by range, with their name, sealed so that nothing in them can run', async () => {
  const what = 'GET /mailboxes/m1/folders/f/messages/1/raw';
  const whole = await call(what, { as: 'mario' });
  assert.equal(whole.text, '0123456789');
  assert.match(String(whole.headers['content-security-policy']), /default-src 'none'.*; sandbox$/);
  assert.equal(
    whole.headers['content-disposition'],
    `inline; filename="Ricevuta di _avvenuta_ consegna.html"; filename*=UTF-8''Ricevuta%20di%20%E2%80%9Cavvenuta%E2%80%9D%20consegna.html`,
  );
  const ranged = (range: string, more = {}) => call(what, { as: 'mario', headers: { range, ...more } });
  const part = await ranged('bytes=2-4');
  assert.deepEqual([part.status, part.text, part.headers['content-range']], [206, '234', 'bytes 2-4/10']);
  assert.equal((await ranged('bytes=-3')).text, '789');
  assert.equal((await ranged('bytes=8-')).text, '89');
  assert.deepEqual(
    [(await ranged('bytes=10-')).status, (await ranged('bytes=10-')).headers['content-range']],
    [416, 'bytes */10'],
  );
  assert.equal((await ranged('bytes=2-4', { 'if-range': '"abc"' })).status, 206);
  assert.equal((await ranged('bytes=2-4', { 'if-range': '"old"' })).text, '0123456789');
  assert.equal((await call(what, { as: 'mario', headers: { 'if-none-match': 'W/"abc"' } })).status, 304);
  const head = await call(what.replace('GET', 'HEAD'), { as: 'mario' });
  assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '10']);
  assert.match(
    String((await call(`${what}?download=true`, { as: 'mario' })).headers['content-disposition']),
    /^attachment;/,
  );
});

test('events go as server-sent events, one line each', async () => {
  const { text, headers } = await call('GET /mailboxes/m1/changes', { as: 'mario' });
  assert.equal(headers['content-type'], 'text/event-stream; charset=utf-8');
  assert.equal(text, 'retry: 3000\n\nid: 12\nevent: new\ndata: {"text":"a\\nb"}\n\n');
});

test('a fault of ours tells nothing of us, and an answer that was not promised is a fault', async () => {
  const fault = await call('GET /mailboxes/m1/folders', { as: 'mario' });
  assert.equal(fault.status, 500);
  assert.doesNotMatch(fault.text, /SELECT|secret|stack/);
  assert.match(api.faults.at(-1)!.message, /SELECT/);
  assert.equal((await call('GET /mailboxes', { as: 'lucia' })).status, 500);
  assert.match(api.faults.at(-1)!.message, /answers otherwise than promised/);
});

test('what is nowhere is a problem too', async () => {
  for (const [what, expected] of [
    ['GET /nowhere', 404],
    ['PUT /mailboxes', 405],
    ['GET /mailboxes/m1/%zz', 400],
  ] as const) {
    const { status, headers } = await call(what, { as: 'mario' });
    assert.equal(status, expected, what);
    assert.match(String(headers['content-type']), /problem\+json/);
  }
});

test('a stream ends when less is open to him than when it began: he comes back, and is told what is his now', async () => {
  const visitors = testVisitors(people);
  let folders: readonly string[] | undefined;
  const narrowed = {
    ...visitors,
    box: async (...asked: Parameters<typeof visitors.box>) => {
      const box = await visitors.box(...asked);
      return box && { ...box, ...(folders && { folders }) };
    },
  };
  const mail = Object.assign(Object.create(base), {
    'GET /mailboxes/{mailbox}/changes': async (_: unknown, { signal }: { signal: AbortSignal }) => ({
      events: (async function* () {
        yield { data: 'begun' };
        folders = ['f1'];
        await once(signal, 'abort');
      })(),
    }),
  });
  await using open = await testWebApi({ mail } as unknown as AreaRoutes, narrowed, { heartbeatMs: 10 });
  const { text } = await open.call('GET /mailboxes/m1/changes', { as: 'lucia' });
  assert.match(text, /begun/);
});

test('who waits for news hears nothing that comes after his rights were withdrawn, in a stream or in an answer that was long in coming', async () => {
  const people = [{ login: 'lucia', boxes: [{ id: 'm1', level: 'read' as const }], scopes: ['events' as const] }];
  const developers = Object.assign(Object.create(base), {
    'GET /mailboxes/{mailbox}/events': async (_: unknown, { accepts }: { accepts(type: string): boolean }) => {
      const withdraw = () => {
        open.clock.advance(1_000);
        people[0]!.boxes = [];
        return 'theirs';
      };
      if (!accepts('text/event-stream')) return { events: [], cursor: withdraw(), isMore: false };
      return {
        events: (async function* () {
          yield { data: 'mine' };
          yield { data: withdraw() };
        })(),
      };
    },
  });
  await using open = await testWebApi({ developers } as unknown as AreaRoutes, people);
  const what = 'GET /mailboxes/m1/events';
  const { text } = await open.call(what, { as: 'lucia', headers: { accept: 'text/event-stream' } });
  assert.equal(text, 'retry: 3000\n\ndata: "mine"\n\n');
  people[0]!.boxes = [{ id: 'm1', level: 'read' }];
  assert.equal((await open.call(what, { as: 'lucia' })).status, 404);
});

test('an answer, refused or not, tells what time it is for the provider', async () => {
  for (const as of ['mario', 'nobody']) {
    const { headers } = await api.call('GET /mailboxes', { as });
    assert.equal(headers.date, 'Sun, 22 Nov 2026 09:00:00 GMT', as);
  }
});

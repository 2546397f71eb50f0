import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openControlDoor } from './control-door.ts';
import type { TimeMachine } from './time-machine.ts';

const START = Date.parse('2026-03-01T10:00:00Z');

async function door() {
  let now = START;
  const clock: TimeMachine = {
    now: () => now,
    offsetMs: () => now - START,
    async advance(target) {
      now = target(now);
      return now;
    },
    between: (work) => work(),
  };
  let held = false;
  const journal: string[] = [];
  const beta = {
    name: 'Gestore Beta',
    get held() {
      return held;
    },
    async hold() {
      held = true;
    },
    async release() {
      held = false;
    },
    async treatRecord(treatment: string) {
      journal.push(treatment);
    },
    async revoke() {
      journal.push('revoked');
    },
    async certify(request?: string) {
      journal.push(request === undefined ? 'certified' : `certified ${request}`);
      return request && 'CERTIFICATE';
    },
  };
  const server = await openControlDoor(
    { host: '127.0.0.1', port: 0 },
    { clock, providers: [beta], lastInstant: START + 86_400_000 },
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/clock`;
  const post = (body: string, headers = {}) => fetch(url, { method: 'POST', body, headers });
  return { server, url, post, journal };
}

test('GET /clock tells the time and POST /clock moves it', async () => {
  const { server, url, post } = await door();
  assert.deepEqual(await (await fetch(url)).json(), { now: '2026-03-01T10:00:00.000Z' });
  const moved = await post('{"advance":"PT12H"}');
  assert.equal(moved.status, 200);
  assert.deepEqual(await moved.json(), { now: '2026-03-01T22:00:00.000Z' });
  server.close();
});

test('what is no duration, goes back, or passes the end of the root is refused and moves nothing', async () => {
  const { server, url, post } = await door();
  const bodies = [
    '',
    '{}',
    '[]',
    '{"advance":12}',
    '{"advance":"-PT1H"}',
    '{"advance":"P100Y"}',
    `{"advance":"${'1'.repeat(9000)}"}`,
  ];
  for (const body of bodies) {
    const refused = await post(body);
    assert.equal(refused.status, 400, body.slice(0, 40));
    assert.match(((await refused.json()) as { error: string }).error, /\w/);
  }
  assert.equal((await fetch(`${url}s`)).status, 404);
  assert.equal((await fetch(url, { method: 'DELETE' })).status, 405);
  assert.deepEqual(await (await fetch(url)).json(), { now: '2026-03-01T10:00:00.000Z' });
  server.close();
});

test('a page in a browser cannot move the clock', async () => {
  const { server, post } = await door();
  assert.equal((await post('{"advance":"PT1H"}', { origin: 'http://evil.example' })).status, 403);
  server.close();
});

test('a provider can be held and let go, and a name that is none changes nothing', async () => {
  const { server, url } = await door();
  const providers = url.replace('/clock', '/providers');
  const ask = async (body: unknown) => {
    const reply = await fetch(providers, { method: 'POST', body: JSON.stringify(body) });
    return [reply.status, ((await reply.json()) as { providers?: unknown }).providers];
  };
  assert.deepEqual(await ask({ name: 'Gestore Beta', running: false }), [
    200,
    [{ name: 'Gestore Beta', running: false }],
  ]);
  assert.deepEqual(await ask({ name: 'Gestore Gamma', running: true }), [400, undefined]);
  assert.deepEqual(await ask({ name: 'Gestore Beta' }), [400, undefined]);
  assert.deepEqual(await ask({ name: 'Gestore Beta', running: true }), [
    200,
    [{ name: 'Gestore Beta', running: true }],
  ]);
  server.close();
});

test("a provider's certificate can be withdrawn and another given, by name", async () => {
  const { server, url, journal } = await door();
  const ask = (path: string, body: unknown) =>
    fetch(url.replace('/clock', path), { method: 'POST', body: JSON.stringify(body) });
  const post = async (path: string, body: unknown) => (await ask(path, body)).status;
  assert.equal(await post('/revoke', { name: 'Gestore Beta' }), 200);
  assert.equal(await post('/certify', { name: 'Gestore Beta' }), 200);
  const answer = await (await ask('/certify', { name: 'Gestore Beta', request: 'CSR' })).json();
  assert.deepEqual(answer, { providers: [{ name: 'Gestore Beta', running: true }], certificate: 'CERTIFICATE' });
  assert.equal(await post('/certify', { name: 'Gestore Beta', request: 7 }), 400);
  assert.equal(await post('/record', { name: 'Gestore Beta', record: 'withheld' }), 200);
  assert.equal(await post('/record', { name: 'Gestore Beta', record: 'eaten' }), 400);
  assert.equal(await post('/revoke', { name: 'Gestore Gamma' }), 400);
  assert.equal(await post('/revoke', null), 400);
  assert.equal((await fetch(url.replace('/clock', '/revoke'))).status, 405);
  assert.deepEqual(journal, ['revoked', 'certified', 'certified CSR', 'withheld']);
  server.close();
});

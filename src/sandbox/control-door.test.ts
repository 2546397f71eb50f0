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
  };
  const server = await openControlDoor({ host: '127.0.0.1', port: 0 }, { clock, lastInstant: START + 86_400_000 });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/clock`;
  const post = (body: string, headers = {}) => fetch(url, { method: 'POST', body, headers });
  return { server, url, post };
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

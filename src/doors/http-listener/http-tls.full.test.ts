import assert from 'node:assert/strict';
import { request } from 'node:https';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { memoryClock, seededRandom } from '#adapters/memory';
import type { Instant } from '#pec';
import { selfSigned } from '#testing';
import { openHttpListener } from './open-http-listener.ts';
import { serveHealth } from './serve-health.ts';

test('over TLS browsers are bound to it for years, and nothing older than TLS 1.2 is spoken', async (t) => {
  const clock = memoryClock(0 as Instant);
  const tls = selfSigned('webmail.alfa.example', ['localhost', '127.0.0.1']);
  const listener = await openHttpListener({
    listen: { host: '127.0.0.1', port: 0 },
    tls,
    origins: [],
    monotonic: clock,
    random: seededRandom(1),
  });
  t.after(() => listener.close());
  serveHealth(listener, {}, clock);
  const port = await listener.listen();
  assert.ok(listener.isSecure);
  const answer = await new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) =>
    request({ host: '127.0.0.1', port, path: '/healthz', ca: tls.cert, agent: false }, (got) => {
      got.resume().once('end', () => resolve({ status: got.statusCode ?? 0, headers: got.headers }));
    })
      .once('error', reject)
      .end(),
  );
  assert.equal(answer.status, 200);
  assert.match(String(answer.headers['strict-transport-security']), /max-age=63072000/);
  const old = await new Promise<string>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, ca: tls.cert, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
    socket.once('secureConnect', () => resolve('spoken'));
    socket.once('error', () => resolve('refused'));
  });
  assert.equal(old, 'refused');
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, afterEach, test } from 'node:test';
import { seededRandom } from '#adapters/memory';
import { openHttpListener } from '#doors/http-listener';
import { serveApi } from './serve-api.ts';
import { testVisitors } from './test-web-api.ts';
import type { AreaRoutes } from './web-api-ports.ts';

/** What peers do to a socket: dawdle, send too much, go away. Everything here has small limits, so that it is over soon. */

const ended: string[] = [];
let released: () => void = () => {};
const nothing = async () => undefined;
const base = new Proxy({}, { get: (own, name) => Reflect.get(own, name) ?? nothing });
const routes = {
  mail: Object.assign(Object.create(base), {
    'POST /mailboxes/{mailbox}/messages/flags': async () => ({ changed: 1 }),
    'GET /mailboxes/{mailbox}/changes': async (_: unknown, call: { signal: AbortSignal }) => ({
      events: (async function* () {
        try {
          yield { data: 'first' };
          await new Promise<void>((resolve) => call.signal.addEventListener('abort', () => resolve()));
        } finally {
          ended.push('events');
        }
      })(),
    }),
    'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/raw': async () => ({
      type: 'message/rfc822',
      body: (async function* () {
        try {
          for (;;) yield new Uint8Array(65_536);
        } finally {
          ended.push('octets');
          released();
        }
      })(),
    }),
  }),
  writing: Object.assign(Object.create(base), {
    'PATCH /mailboxes/{mailbox}/uploads/{upload}': async ({ body }: { body: AsyncIterable<Uint8Array> }) => {
      let received = 0;
      for await (const piece of body) received += piece.length;
      return { id: 'u', name: 'n', type: 'text/plain', size: received, received, isWhole: true };
    },
  }),
} as unknown as AreaRoutes;

const monotonic = { now: () => performance.now() };
let isStill = true;
const visitors = testVisitors([
  { login: 'mario', boxes: [{ id: 'm1', level: 'own' }], scopes: ['mail.send', 'mail.write'] },
]);
const listener = await openHttpListener({
  listen: { host: '127.0.0.1', port: 0 },
  origins: [],
  monotonic,
  random: seededRandom(3),
  limits: {
    headersTimeoutMs: 300,
    idleTimeoutMs: 5_000,
    maxConnectionsPerPeer: 12,
    maxHeaderBytes: 8_192,
    graceMs: 300,
  },
});
serveApi({
  listener,
  visitors: {
    ...visitors,
    ofSession: (cookie, from) => (isStill ? visitors.ofSession(cookie, from) : Promise.resolve(undefined)),
  },
  routes,
  monotonic,
  checksAnswers: true,
  limits: {
    maxJsonBytes: 10_000,
    jsonTimeoutMs: 300,
    maxOctets: 100_000,
    octetsIdleMs: 300,
    heartbeatMs: 50,
    streamsPerVisitor: 2,
  },
});
const port = await listener.listen();
after(() => listener.close());
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise(setImmediate);
});

async function open(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Speaks HTTP by hand; `all` is everything that came until the peer closed, or `enough` came. */
async function speak(lines: string, enough?: RegExp): Promise<{ readonly socket: Socket; readonly all: string }> {
  const socket = await open();
  socket.write(lines);
  let all = '';
  for await (const piece of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    all += piece.toString('latin1');
    if (enough?.test(all)) break;
  }
  return { socket, all };
}

const head = (what: string, ...fields: readonly string[]) =>
  `${[`${what} HTTP/1.1`, 'host: x', ...fields].join('\r\n')}\r\n\r\n`;
const FLAGS = 'POST /api/v1/mailboxes/m1/messages/flags';
const UPLOAD = 'PATCH /api/v1/mailboxes/m1/uploads/u?offset=0';
const AS = ['authorization: Bearer mario', 'content-type: application/json'];
const session = 'cookie: ceralacca=mario';

test('a header that never ends is not waited for, one that is too long is not read', async () => {
  assert.match((await speak('GET / HTTP/1.1\r\nhost: x\r\n')).all, /^HTTP\/1\.1 408 .*application\/problem\+json/s);
  assert.match((await speak(head('GET /', `x: ${'a'.repeat(9_000)}`))).all, /^HTTP\/1\.1 413 /);
  assert.match((await speak('not http at all\r\n\r\n')).all, /^HTTP\/1\.1 400 .*"code":"bad-request"/s);
});

test('a body that dawdles or grows too large is refused, and its connection ended', async () => {
  const slow = await speak(`${head(FLAGS, ...AS, 'content-length: 50')}{`);
  assert.match(slow.all, /^HTTP\/1\.1 408 .*connection: close/s);
  assert.match((await speak(head(FLAGS, ...AS, 'content-length: 20000'), /\r\n\r\n\{/)).all, /^HTTP\/1\.1 413 /);
  const chunk = `2710\r\n${' '.repeat(10_000)}\r\n`;
  assert.match(
    (await speak(head(FLAGS, ...AS, 'transfer-encoding: chunked') + chunk + chunk, /\}$/)).all,
    /^HTTP\/1\.1 413 /,
  );
  const octets = head(UPLOAD, AS[0]!, 'content-type: application/octet-stream', 'content-length: 200000');
  assert.match((await speak(octets, /\}$/)).all, /^HTTP\/1\.1 413 /);
  const dawdling = head(UPLOAD, AS[0]!, 'content-type: application/octet-stream', 'content-length: 100');
  assert.match((await speak(`${dawdling}abc`)).all, /^HTTP\/1\.1 408 /);
});

test('two lengths, or a smuggled second request, are not taken', async () => {
  const both = await speak(`${head(FLAGS, ...AS, 'content-length: 2', 'transfer-encoding: chunked')}0\r\n\r\n`);
  assert.match(both.all, /^HTTP\/1\.1 400 /);
  const twice = await speak(`${head(FLAGS, ...AS, 'content-length: 2', 'content-length: 3')}{}`);
  assert.match(twice.all, /^HTTP\/1\.1 400 /);
});

test('who goes away in the middle of a download ends what feeds it', async () => {
  const gone = new Promise<void>((resolve) => {
    released = resolve;
  });
  const { socket } = await speak(head('GET /api/v1/mailboxes/m1/folders/f/messages/1/raw', session), /\0{1000}/);
  socket.destroy();
  await gone;
  assert.ok(ended.includes('octets'));
});

test('an event stream beats, is limited in number, and ends with the session', async () => {
  const changes = head('GET /api/v1/mailboxes/m1/changes', session);
  const first = await speak(changes, /first.*: \n\n/s);
  assert.match(first.all, /retry: 3000\n\n/);
  const second = await speak(changes, /first/);
  assert.match((await speak(changes, /\}$/)).all, /^HTTP\/1\.1 429 .*too-many-streams/s);
  first.socket.destroy();
  isStill = false;
  let rest = '';
  for await (const piece of second.socket) {
    rest += String(piece);
    if (rest.endsWith('0\r\n\r\n')) break;
  }
  assert.match(rest, /0\r\n\r\n$/, 'ended, not cut');
  isStill = true;
  second.socket.destroy();
});

test('one peer has so many connections and no more', async () => {
  for (let n = 0; n < 13; n++) await open();
  const last = sockets.at(-1)!;
  if (!last.destroyed) {
    last.resume();
    await once(last, 'close');
  }
});

test('closing ends streams and lets go of whoever does not listen', async () => {
  const { socket, all } = await speak(head('GET /api/v1/mailboxes/m1/changes', session), /first/);
  assert.match(all, /first/);
  socket.resume();
  const closed = once(socket, 'close');
  await listener.close();
  await closed;
  await assert.rejects(speak(head('GET /')));
});

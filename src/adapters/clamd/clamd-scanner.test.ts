import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { ScannerUnavailable } from '#ports';
import { clamdScanner } from './clamd-scanner.ts';
import { readReply } from './read-reply.ts';

/** What one INSTREAM conversation brought, and the socket to answer on. */
interface Conversation {
  readonly content: Buffer;
  readonly socket: Socket;
}

function readStream(all: Buffer): Buffer | undefined {
  if (all.indexOf('zINSTREAM\0') !== 0) return undefined;
  const chunks: Buffer[] = [];
  for (let at = 10; at + 4 <= all.length; ) {
    const length = all.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(all.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

async function fakeClamd(
  t: TestContext,
  script: { onConnect?(socket: Socket): void; onStream?(conversation: Conversation): void },
  path?: string,
): Promise<{ host: string; port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let all = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      all = Buffer.concat([all, chunk]);
      const content = readStream(all);
      if (content) script.onStream?.({ content, socket });
    });
    script.onConnect?.(socket);
  });
  await new Promise<void>((done) => (path ? server.listen(path, done) : server.listen(0, '127.0.0.1', done)));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { host: '127.0.0.1', port: path ? 0 : (server.address() as AddressInfo).port };
}

async function* pieces(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield Buffer.alloc(size, 'x');
}

const settings = { timeoutMs: 5000, maxBytes: 10_000_000 };

test('streams every octet and reads OK as clean', async (t) => {
  let seen = 0;
  const address = await fakeClamd(t, {
    onStream({ content, socket }) {
      seen = content.length;
      socket.end('stream: OK\0');
    },
  });
  const scanner = clamdScanner({ address, ...settings });
  assert.deepEqual(await scanner.scan(pieces(3, 0, 70_000, 1)), { infected: false });
  assert.equal(seen, 70_004);
});

test('names the virus, over a unix socket too', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'ceralacca-clamd-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const socket = join(dir, 'clamd.sock');
  await fakeClamd(t, { onStream: (c) => c.socket.end('stream: Win.Test.EICAR_HDB-1 FOUND\0') }, socket);
  const result = await clamdScanner({ address: { socket }, ...settings }).scan(pieces(5));
  assert.deepEqual(result, { infected: true, virus: 'Win.Test.EICAR_HDB-1' });
});

test('a daemon that reaches its size limit while octets still flow is no answer', async (t) => {
  const address = await fakeClamd(t, {
    onConnect: (socket) => socket.once('data', () => socket.write('INSTREAM size limit exceeded. ERROR\0')),
  });
  const many = pieces(...Array.from({ length: 2000 }, () => 4096));
  await assert.rejects(clamdScanner({ address, ...settings }).scan(many), {
    name: 'ScannerUnavailable',
    message: /size limit/,
  });
});

test('no daemon, a silent daemon and one that hangs up are no answer', async (t) => {
  const dead = clamdScanner({ address: { socket: '/nonexistent/clamd.sock' }, ...settings });
  await assert.rejects(dead.scan(pieces(1)), ScannerUnavailable);
  const silent = await fakeClamd(t, {});
  await assert.rejects(clamdScanner({ address: silent, ...settings, timeoutMs: 50 }).scan(pieces(1)), /within 50 ms/);
  const rude = await fakeClamd(t, { onStream: ({ socket }) => socket.end('stream: O') });
  await assert.rejects(clamdScanner({ address: rude, ...settings }).scan(pieces(1)), /before it answered/);
  const endless = await fakeClamd(t, { onStream: ({ socket }) => socket.write('x'.repeat(9000)) });
  await assert.rejects(clamdScanner({ address: endless, ...settings }).scan(pieces(1)), /has no end/);
});

test('a daemon that stops reading does not make the sender hold the message: the time-out ends it', async (t) => {
  const address = await fakeClamd(t, { onConnect: (socket) => socket.pause() });
  let asked = 0;
  async function* endless() {
    for (;;) {
      asked++;
      yield Buffer.alloc(65_536);
    }
  }
  const scanner = clamdScanner({ address, timeoutMs: 300, maxBytes: 1e12 });
  await assert.rejects(scanner.scan(endless()), /within 300 ms/);
  assert.ok(asked < 1000, `${asked} pieces were asked for`);
});

test('a message over the cap is not sent, and a source that fails is told as such', async (t) => {
  const address = await fakeClamd(t, {});
  await assert.rejects(
    clamdScanner({ address, ...settings, maxBytes: 9 }).scan(pieces(10)),
    /larger than the 9 octets/,
  );
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(1);
    throw new Error('blob is short');
  }
  await assert.rejects(clamdScanner({ address, ...settings }).scan(broken()), /blob is short/);
});

test('only the two exact answers count', () => {
  assert.deepEqual(readReply('stream: OK'), { infected: false });
  assert.deepEqual(readReply('stream: Eicar FOUND'), { infected: true, virus: 'Eicar' });
  const others = ['', 'OK', 'stream: ok', 'stream:  FOUND', 'stream: OK ', 'UNKNOWN COMMAND', 'stream: A B FOUND'];
  for (const reply of [...others, 'stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND']) {
    assert.throws(() => readReply(reply), ScannerUnavailable, reply);
  }
});

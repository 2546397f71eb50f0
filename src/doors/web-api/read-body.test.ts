import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HttpRefusal } from '#doors/http-listener';
import { BODY_LIMITS, type BodyLimits, readOctets, readValue } from './read-body.ts';

const MIB = 1_048_576;
const SOON: BodyLimits = { ...BODY_LIMITS, jsonTimeoutMs: 50, octetsIdleMs: 50 };

/** What `read` makes of the body that `send` writes to a server of its own. */
async function reading<T>(
  read: (message: IncomingMessage) => Promise<T>,
  send: (write: (octets: Uint8Array) => Promise<unknown>) => Promise<unknown>,
): Promise<T> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const headers = { 'content-type': 'application/json' };
  const client = request({ port, host: '127.0.0.1', method: 'PATCH', headers }).on('error', () => {});
  const came = once(server, 'request') as Promise<[IncomingMessage]>;
  client.flushHeaders();
  const [message] = await came;
  try {
    const [result] = await Promise.all([
      read(message),
      send((octets) => new Promise((done) => client.write(octets, done))).then(() => client.end()),
    ]);
    return result;
  } finally {
    client.destroy();
    server.closeAllConnections();
    server.close();
  }
}

test('octets that were read are let go: of a body of 48 MiB no more than a part is held at any time', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = () => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const block = new Uint8Array(MIB);
  const before = held();
  const { length, most } = await reading(
    async (message) => {
      let [length, most] = [0, 0];
      for await (const octets of readOctets(message, BODY_LIMITS)) {
        length += octets.length;
        if (length % (8 * MIB) < octets.length) most = Math.max(most, held() - before);
      }
      return { length, most };
    },
    async (write) => {
      for (let blocks = 0; blocks < 48; blocks++) await write(block);
    },
  );
  assert.equal(length, 48 * MIB);
  assert.ok(most < 24 * MIB, `${(most / MIB).toFixed(1)} MiB are held`);
});

test('who stops in the middle is refused after his time, whether it is read piece by piece or whole', async () => {
  const readers = [
    async (message: IncomingMessage) => {
      for await (const _ of readOctets(message, SOON));
    },
    (message: IncomingMessage) => readValue(message, false, SOON),
  ];
  for (const read of readers)
    await assert.rejects(
      reading(read, async (write) => {
        await write(new TextEncoder().encode('"abc'));
        await new Promise(() => {});
      }),
      (fault) => fault instanceof HttpRefusal && fault.code === 'too-slow',
    );
});

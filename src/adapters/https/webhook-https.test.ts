import assert from 'node:assert/strict';
import type { lookup as resolveName } from 'node:dns';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { isPublicAddress } from './public-address.ts';
import { webhookHttps } from './webhook-https.ts';

const post = {
  headers: { 'content-type': 'application/json' },
  body: new TextEncoder().encode('{}'),
  timeoutMs: 2_000,
};

async function peer(
  t: { after(work: () => void): void },
  answer: (request: IncomingMessage, response: ServerResponse) => void,
) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

const resolving = (...addresses: readonly string[]) =>
  ((_: string, __: unknown, callback: (error: null, found: object[]) => void) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as typeof resolveName;

test('addresses of this machine, its neighbours and of nobody are not public, however they are written', () => {
  for (const address of [
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
    '2001:db8::1',
    '2001::1',
    'ff02::1',
    'localhost',
    '',
    '8.8.8',
  ])
    assert.equal(isPublicAddress(address), false, address);
  for (const address of ['8.8.8.8', '193.204.114.232', '2a00:1450:4002::1', '2606:4700::1111'])
    assert.equal(isPublicAddress(address), true, address);
});

test('nothing is sent to a name that leads to this machine, in whole or in part, whatever form its address has', async (t) => {
  let calls = 0;
  const port = await peer(t, (_, response) => {
    calls++;
    response.end();
  });
  for (const url of [
    `https://127.0.0.1:${port}/`,
    `https://2130706433:${port}/`,
    `https://0x7f.1:${port}/`,
    `https://[::1]:${port}/`,
    `https://[::ffff:127.0.0.1]:${port}/`,
    `http://example.com:${port}/`,
    'https://user:word@example.com/',
    'file:///etc/passwd',
    'x',
  ]) {
    const sender = webhookHttps();
    assert.notEqual(sender.refuses(url), undefined, url);
    assert.equal((await sender.post({ ...post, url })).outcome, 'failed', url);
  }
  for (const addresses of [['127.0.0.1'], ['93.184.216.34', '10.0.0.1'], ['::1']]) {
    const sender = webhookHttps({ lookup: resolving(...addresses) });
    const reply = await sender.post({ ...post, url: `https://rebinding.example:${port}/` });
    assert.deepEqual(reply, { outcome: 'failed', text: 'the address is not of the public Internet' });
  }
  assert.equal(calls, 0);
});

test('what the peer answers is its status alone: a redirect is not followed, an endless body is not read, silence ends', async (t) => {
  const seen: string[] = [];
  const port = await peer(t, (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['content-length']}`);
    if (request.url === '/silent') return;
    if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end();
    else response.writeHead(200).write('x'.repeat(100_000));
  });
  const sender = webhookHttps({ allowsPrivate: true });
  const at = (path: string, timeoutMs = 2_000) =>
    sender.post({ ...post, url: `http://127.0.0.1:${port}${path}`, timeoutMs });
  assert.deepEqual(await at('/moved'), { outcome: 'answered', status: 302 });
  assert.deepEqual(await at('/endless'), { outcome: 'answered', status: 200 });
  assert.deepEqual(await at('/silent', 30), { outcome: 'failed', text: 'no answer within 30 ms' });
  assert.deepEqual(seen, ['POST /moved 2', 'POST /endless 2', 'POST /silent 2']);
});

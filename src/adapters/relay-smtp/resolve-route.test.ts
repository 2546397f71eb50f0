import assert from 'node:assert/strict';
import { once } from 'node:events';
import test, { type TestContext } from 'node:test';
import dns2 from 'dns2';
import type { Blobs } from '#ports';
import { fakePeer } from './fake-peer.ts';
import { openSmtpRelay } from './open-smtp-relay.ts';
import { routeResolver } from './resolve-route.ts';
import type { SmtpRelayOptions } from './types.ts';

const { Packet } = dns2;
const SERVFAIL = 2;
const NXDOMAIN = 3;

type Answer = { mx?: readonly (readonly [number, string])[]; a?: readonly string[]; rcode?: number; silent?: true };

/** A name server that knows these names and nothing else. */
async function nameServer(t: TestContext, zone: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  const server = dns2.createServer({
    udp: true,
    handle(request, send) {
      const [question] = request.questions as { name: string; type: number }[];
      const name = question?.name.toLowerCase() ?? '';
      asked.push(`${name} ${question?.type}`);
      const known = zone[name];
      const response = Packet.createResponseFromRequest(request);
      if (known?.silent) return;
      response.header.rcode = known ? (known.rcode ?? 0) : NXDOMAIN;
      const common = { name, class: Packet.CLASS.IN, ttl: 60 };
      if (question?.type === Packet.TYPE.MX) {
        for (const [priority, exchange] of known?.mx ?? []) {
          response.answers.push({ ...common, type: Packet.TYPE.MX, priority, exchange } as dns2.Packet.Resource);
        }
      }
      if (question?.type === Packet.TYPE.A) {
        for (const address of known?.a ?? []) {
          response.answers.push({ ...common, type: Packet.TYPE.A, address } as dns2.Packet.Resource);
        }
      }
      send(response);
    },
  });
  server.listen({ udp: { port: 0, address: '127.0.0.1' } });
  await once(server, 'listening');
  t.after(() => server.close());
  return { asked, server: `127.0.0.1:${server.addresses().udp?.port}` };
}

function resolver(server: string, options: Partial<SmtpRelayOptions> = {}) {
  return routeResolver({
    heloName: 'mx.gestore-alfa.example',
    blobs: {} as Blobs,
    monotonic: { now: () => 0 },
    dns: { servers: [server], timeoutMs: 100, tries: 1 },
    ...options,
  });
}

test('hosts come in order of preference, with their addresses, port 25 and what is known of them', async (t) => {
  const dns = await nameServer(t, {
    'pec.beta.example': {
      mx: [
        [20, 'mx2.beta.example'],
        [10, 'MX1.beta.example'],
        [30, 'gone.beta.example'],
      ],
    },
    'mx1.beta.example': { a: ['127.0.0.2', '127.0.0.3'] },
    'mx2.beta.example': { a: ['127.0.0.4'] },
  });
  const route = await resolver(dns.server, { hosts: new Map([['mx2.beta.example', { pin: 'ab' }]]) })(
    'PEC.beta.example',
  );
  assert.deepEqual(route, {
    kind: 'hosts',
    hosts: [
      { address: '127.0.0.2', port: 25, name: 'mx1.beta.example' },
      { address: '127.0.0.3', port: 25, name: 'mx1.beta.example' },
      { pin: 'ab', address: '127.0.0.4', port: 25, name: 'mx2.beta.example' },
    ],
  });
});

test('a domain without MX is its own host (RFC 5321 5.1)', async (t) => {
  const dns = await nameServer(t, { 'posta.example': { a: ['127.0.0.9'] } });
  const route = await resolver(dns.server)('posta.example');
  assert.deepEqual(route, { kind: 'hosts', hosts: [{ address: '127.0.0.9', port: 25, name: 'posta.example' }] });
});

test('a null MX, a domain that does not exist and one without any host fail for good', async (t) => {
  const dns = await nameServer(t, {
    'muto.example': { mx: [[0, '']] },
    'vuoto.example': {},
    'rotto.example': { mx: [[10, 'gone.example']] },
    'numero.example': { mx: [[10, '127.0.0.1']] },
  });
  const find = resolver(dns.server);
  assert.deepEqual(await find('muto.example'), {
    kind: 'failed',
    reply: '556 5.1.10 the domain takes no mail (null MX)',
  });
  assert.deepEqual(await find('assente.example'), {
    kind: 'failed',
    reply: '550 5.1.2 the domain assente.example does not exist',
    noSuchDomain: true,
  });
  for (const domain of ['vuoto.example', 'rotto.example', 'numero.example']) {
    const route = await find(domain);
    assert.equal(
      route.kind === 'failed' && route.reply,
      `550 5.4.4 the domain ${domain} names no host that takes mail`,
    );
  }
});

test('a name that leads to this machine or its neighbours is no place for mail, unless a route says so (SSRF)', async (t) => {
  const dns = await nameServer(t, {
    'dentro.example': { mx: [[10, 'mx.dentro.example']] },
    'mx.dentro.example': { a: ['10.0.0.7', '127.0.0.1'] },
    'meta.example': {
      mx: [
        [10, 'mx.dentro.example'],
        [20, 'mx.fuori.example'],
      ],
    },
    'mx.fuori.example': { a: ['193.204.114.1', '192.168.0.1'] },
  });
  const routes = new Map([['casa.example', { host: '10.0.0.9', port: 25 }]]);
  const isReachable = (address: string) => address.startsWith('193.');
  const find = resolver(dns.server, { routes, isReachable });
  assert.deepEqual(await find('dentro.example'), {
    kind: 'failed',
    reply: '550 5.4.4 the domain dentro.example leads to no address of the public Internet',
  });
  const half = await find('meta.example');
  assert.deepEqual(half.kind === 'hosts' && half.hosts.map(({ address }) => address), ['193.204.114.1']);
  assert.equal((await find('casa.example')).kind, 'hosts');
});

test('a name server that fails or is silent puts mail off, whichever question it leaves open', async (t) => {
  const dns = await nameServer(t, {
    'guasto.example': { rcode: SERVFAIL },
    'zitto.example': { silent: true },
    'meta.example': { mx: [[10, 'mx.guasto.example']] },
    'mx.guasto.example': { rcode: SERVFAIL },
  });
  const find = resolver(dns.server);
  for (const domain of ['guasto.example', 'zitto.example', 'meta.example']) {
    const route = await find(domain);
    assert.equal(route.kind, 'deferred', domain);
    assert.match(route.kind === 'deferred' ? route.reply : '', /^451 4\.4\.3 no answer from the DNS/);
  }
});

test('an answer is used again for a while, a fault never', async (t) => {
  let now = 0;
  const zone: Record<string, Answer> = { 'posta.example': { rcode: SERVFAIL } };
  const dns = await nameServer(t, zone);
  const find = resolver(dns.server, { monotonic: { now: () => now } });
  assert.equal((await find('posta.example')).kind, 'deferred');
  zone['posta.example'] = { a: ['127.0.0.9'] };
  assert.equal((await find('posta.example')).kind, 'hosts');
  const before = dns.asked.length;
  now = 59_000;
  await find('posta.example');
  assert.equal(dns.asked.length, before);
  now = 61_000;
  await find('posta.example');
  assert.ok(dns.asked.length > before);
});

test('the next host takes over when the first does not answer, and a static route asks no name server', async (t) => {
  const peer = await fakePeer(t);
  const dns = await nameServer(t, {
    'pec.beta.example': {
      mx: [
        [10, 'mx1.beta.example'],
        [20, 'mx2.beta.example'],
      ],
    },
    'mx1.beta.example': { a: ['127.0.0.2'] },
    'mx2.beta.example': { a: ['127.0.0.1'] },
  });
  const bytes = Buffer.from('A: b\r\n\r\n');
  const relay = openSmtpRelay({
    heloName: 'mx.gestore-alfa.example',
    blobs: { bytes: async () => bytes } as unknown as Blobs,
    monotonic: { now: () => 0 },
    routes: new Map([['posta.example', { host: '127.0.0.1', port: peer.port }]]),
    dns: { servers: [dns.server] },
    port: peer.port,
  });
  t.after(() => relay[Symbol.asyncDispose]());
  const send = (domain: string) =>
    relay.send({
      destination: { kind: 'ordinary', domain },
      mailFrom: '',
      recipients: [`b@${domain}`],
      message: [bytes],
      size: bytes.length,
      eightBit: false,
    });
  assert.match((await send('pec.beta.example'))[0]?.reply ?? '', /^250 .*\[mx2\.beta\.example, in clear\]$/);
  const asked = dns.asked.length;
  assert.equal((await send('posta.example'))[0]?.outcome, 'sent');
  assert.equal(dns.asked.length, asked);
  const [gone] = await send('assente.example');
  assert.deepEqual(gone, {
    recipient: 'b@assente.example',
    outcome: 'failed',
    reply: '550 5.1.2 the domain assente.example does not exist',
    noSuchDomain: true,
  });
});

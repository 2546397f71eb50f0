import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { before, type TestContext, test } from 'node:test';
import { memoryClock, seededRandom } from '#adapters/memory';
import {
  createAuthority,
  digest,
  readTimestampRequest,
  readTimestampToken,
  type TimestampRequest,
  timestampRefusal,
  timestampResponse,
  verifyTimestamp,
  writeTimestampToken,
} from '#cms';
import { selfSigned } from '#testing';
import { httpTimestampAuthority, type TimestampHttpOptions } from './http-timestamp-authority.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const YEAR = 365 * 86_400_000;
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
const term = { notBefore: NOW - YEAR, notAfter: NOW + YEAR };
const random = seededRandom(4);
const server = selfSigned('localhost');
let root: Uint8Array;
let sha256: Uint8Array;
let stamp: (request: TimestampRequest) => Promise<Uint8Array>;
before(async () => {
  const pairs = [0, 1].map(() => crypto.subtle.generateKey(RSA, true, ['sign', 'verify']) as Promise<CryptoKeyPair>);
  const [ca, own] = (await Promise.all(pairs)) as [CryptoKeyPair, CryptoKeyPair];
  const subject = { CN: 'Test Root' };
  const authority = await createAuthority({ ...ca, ...term, subject, serial: Uint8Array.of(1) });
  root = authority.certificate;
  const request = { publicKey: own.publicKey, ...term, subject: { CN: 'Test TSA' }, serial: Uint8Array.of(2) };
  const certificate = await authority.issueTimestamper(request);
  const sign = async (data: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign(RSA.name, own.privateKey, data as Uint8Array<ArrayBuffer>));
  stamp = (asked) =>
    writeTimestampToken(
      { certificate, chain: [], sign },
      { request: asked, serial: random.bytes(8), at: NOW, policy: '1.2.3.4', accuracyMs: 1000 },
    );
  sha256 = await digest('sha256', new TextEncoder().encode('registro'));
});

type Answer = (query: TimestampRequest, request: IncomingMessage, response: ServerResponse) => unknown;
const REPLY = { 'content-type': 'application/timestamp-reply' };
const good: Answer = async (query, _, response) =>
  response.writeHead(200, REPLY).end(timestampResponse(await stamp(query)));

async function serve(t: TestContext, answer: Answer, tls = false): Promise<string> {
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const query = Buffer.concat(await request.toArray());
    await answer(readTimestampRequest(new Uint8Array(query)), request, response);
  };
  const listening = tls ? createHttpsServer(server, listener) : createServer(listener);
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  t.after(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return `${tls ? 'https' : 'http'}://127.0.0.1:${(listening.address() as AddressInfo).port}/`;
}

function authority(urls: readonly string[], changed: Partial<TimestampHttpOptions> = {}) {
  const legalTime = memoryClock(NOW);
  return httpTimestampAuthority({ urls, roots: [root], timeoutMs: 5000, random, legalTime, ...changed });
}

test('brings a token over the digest that was asked for', async (t) => {
  const url = await serve(t, (query, request, response) => {
    assert.equal(request.method, 'POST');
    assert.equal(request.headers['content-type'], 'application/timestamp-query');
    assert.equal(query.nonce?.length, 16);
    return good(query, request, response);
  });
  const token = await authority([url]).stamp(sha256);
  assert.deepEqual((await verifyTimestamp(token, { sha256, roots: [root], at: NOW })).reasons, []);
  assert.match(authority([url]).description, /127\.0\.0\.1/);
});

test('a longer digest is stamped as what its length says', async (t) => {
  const url = await serve(t, good);
  assert.equal(readTimestampToken(await authority([url]).stamp(new Uint8Array(64))).digestAlgorithm, 'sha512');
  await assert.rejects(authority([url]).stamp(new Uint8Array(20)), RangeError);
});

const other =
  (value: Uint8Array): Answer =>
  async (query, _, response) =>
    response
      .writeHead(200, REPLY)
      .end(
        timestampResponse(await stamp({ ...query, ...(value.length === 32 ? { digest: value } : { nonce: value }) })),
      );
const withoutNonce: Answer = async ({ nonce: _nonce, ...query }, _, response) =>
  response.writeHead(200, REPLY).end(timestampResponse(await stamp(query)));

for (const [title, answer, why] of [
  ['a wrong nonce', other(Uint8Array.of(1, 2)), /nonce is not ours/],
  ['no nonce', withoutNonce, /nonce is not ours/],
  ['another digest', other(new Uint8Array(32)), /over another digest/],
  [
    'a refusal',
    (_query, _request, response) =>
      response.writeHead(200, REPLY).end(timestampRefusal('timeNotAvailable', 'ora non disponibile')),
    /refused with status 2, timeNotAvailable, ora non disponibile/,
  ],
  ['a fault of the server', (_query, _request, response) => response.writeHead(503).end('busy'), /status 503/],
  ['a redirect', (_query, _request, response) => response.writeHead(307, { location: '/there' }).end(), /status 307/],
  [
    'a page of a portal',
    (_query, _request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    /text\/html, not application\/timestamp-reply/,
  ],
  ['no type', (_query, _request, response) => response.end('?'), /no content type/],
  [
    'octets that are no answer',
    (_query, _request, response) => response.writeHead(200, REPLY).end('nonsense'),
    /time-stamp response/,
  ],
  ['nothing', (_query, _request, response) => response.writeHead(200, REPLY).end(), /truncated/],
  [
    'an answer without end',
    (_query, _request, response) => {
      response.writeHead(200, REPLY);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    },
    /more than 262144 octets/,
  ],
  [
    'an answer cut short',
    (_query, request, response) => {
      response.writeHead(200, { ...REPLY, 'content-length': 1000 });
      response.write('x', () => request.socket.destroy());
    },
    /aborted|closed|hang up/,
  ],
] satisfies [string, Answer, RegExp][]) {
  test(`${title} is no time-stamp, and the next authority is asked`, async (t) => {
    const bad = await serve(t, answer);
    await assert.rejects(authority([bad]).stamp(sha256), (fault: Error) => {
      assert.equal(fault.name, 'TimestampUnavailable');
      assert.match(fault.message, why);
      assert.ok(fault.message.startsWith(bad));
      return true;
    });
    assert.ok(await authority([bad, await serve(t, good)]).stamp(sha256));
  });
}

test('a server that is down or silent is given up after its time', async (t) => {
  const slow = await serve(t, () => undefined);
  const trickling = await serve(t, (_query, _request, response) => response.writeHead(200, REPLY).write('0'));
  for (const url of [slow, trickling]) {
    await assert.rejects(authority([url], { timeoutMs: 60 }).stamp(sha256), /no complete answer within 60 ms/);
  }
  await assert.rejects(authority(['http://127.0.0.1:1/']).stamp(sha256), /ECONNREFUSED/);
  await assert.rejects(authority([]).stamp(sha256), /no time-stamp authority is configured/);
});

test('an authority nobody trusts, or whose certificate has ended, gives nothing that is kept', async (t) => {
  const url = await serve(t, good);
  await assert.rejects(authority([url], { roots: [new Uint8Array(5)] }).stamp(sha256), /no certificate of the issuer/);
  await assert.rejects(
    authority([url], { legalTime: memoryClock(NOW + 2 * YEAR) }).stamp(sha256),
    /valid from|expired/,
  );
  assert.ok(await authority([url], { roots: [] }).stamp(sha256));
});

test('a password goes over https only, and never in the URL', async (t) => {
  let seen: string | undefined;
  const answer: Answer = (query, request, response) => {
    seen = request.headers.authorization;
    return good(query, request, response);
  };
  const credentials = { user: 'alfa', password: 'segreta' };
  const safe = await serve(t, answer, true);
  await authority([safe], { credentials, tlsRoots: [server.cert] }).stamp(sha256);
  assert.equal(seen, `Basic ${Buffer.from('alfa:segreta').toString('base64')}`);
  seen = undefined;
  const clear = await serve(t, answer);
  await assert.rejects(authority([clear], { credentials }).stamp(sha256), /not sent over http/);
  const careless = authority([clear.replace('//', '//alfa:segreta@')]);
  await assert.rejects(careless.stamp(sha256), ({ message }: Error) => {
    assert.match(message, /do not belong in the URL/);
    assert.doesNotMatch(message + careless.description, /segreta/);
    return true;
  });
  assert.equal(seen, undefined);
});

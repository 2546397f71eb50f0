import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test as nodeTest } from 'node:test';
import { promisify } from 'node:util';
import { toPem } from './pem.ts';
import { digest } from './signature-algorithm.ts';
import { NOW, signerOf, type TestNetwork, type TestTimestamper, testNetwork, testTimestamper } from './test-kit.ts';
import { readTimestampRequest, timestampRequest } from './timestamp-request.ts';
import { readTimestampResponse, timestampResponse } from './timestamp-response.ts';
import { readTimestampToken, writeTimestampToken } from './timestamp-token.ts';
import { verifyTimestamp } from './verify-timestamp.ts';

// OpenSSL's own client and authority judge ours, both ways.
const run = promisify(execFile);
const skip = spawnSync('openssl', ['version']).error ? 'openssl is not installed' : false;
const test = (title: string, work: () => Promise<void>) => nodeTest(title, { skip }, work);
const content = new TextEncoder().encode('registro del giorno\n');
const CONFIG = `[tsa]
default_tsa = here
[here]
serial = ./serial
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.32473.7
digests = sha256, sha512
accuracy = secs:1, millisecs:500
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;
let network: TestNetwork;
let tsa: TestTimestamper;
let dir: string;

const file = (name: string) => join(dir, name);
const openssl = async (...args: string[]) => (await run('openssl', args, { cwd: dir })).stdout;

before(async () => {
  network = await testNetwork();
  // OpenSSL's authority reads the machine's clock; ours is judged at an instant of our own.
  tsa = await testTimestamper(network.root, NOW, 40);
  dir = await mkdtemp(join(tmpdir(), 'cms-ts-'));
  const key = new Uint8Array(await crypto.subtle.exportKey('pkcs8', tsa.keys.privateKey));
  await Promise.all([
    writeFile(file('root.pem'), toPem('CERTIFICATE', network.root.certificate)),
    writeFile(file('tsa.pem'), toPem('CERTIFICATE', tsa.certificate)),
    writeFile(file('tsa.key'), toPem('PRIVATE KEY', key)),
    writeFile(file('content'), content),
    writeFile(file('ts.cnf'), CONFIG),
    writeFile(file('serial'), '01'),
  ]);
});

after(() => rm(dir, { recursive: true }));

test('openssl ts -verify believes our token, and not over another content', async () => {
  const token = await tsa.stamp(await digest('sha256', content));
  await writeFile(file('ours.tsr'), timestampResponse(token));
  const at = ['-CAfile', 'root.pem', '-attime', String(NOW / 1000)];
  assert.match(await openssl('ts', '-verify', '-in', 'ours.tsr', '-data', 'content', ...at), /Verification: OK/);
  await writeFile(file('other'), 'another');
  await assert.rejects(openssl('ts', '-verify', '-in', 'ours.tsr', '-data', 'other', ...at), /message imprint/);
  const printed = await openssl('ts', '-reply', '-in', 'ours.tsr', '-text');
  assert.match(printed, /Time stamp: Jun {2}1 12:00:00 2026 GMT/);
  assert.match(printed, /Accuracy: 0x01 seconds/);
});

test("our token answers openssl's own query, SHA-512 among them", async () => {
  for (const algorithm of ['sha256', 'sha512']) {
    await openssl('ts', '-query', '-data', 'content', `-${algorithm}`, '-cert', '-out', 'q.tsq');
    const request = readTimestampRequest(new Uint8Array(await readFile(file('q.tsq'))));
    assert.equal(request.digestAlgorithm, algorithm);
    assert.equal(request.certificate, true);
    const signer = signerOf(tsa.keys, tsa.certificate);
    const stated = { request, serial: Uint8Array.of(7), at: NOW + 250, policy: '1.3.6.1.4.1.32473.1', accuracyMs: 500 };
    await writeFile(file('r.tsr'), timestampResponse(await writeTimestampToken(signer, stated)));
    const at = ['-CAfile', 'root.pem', '-attime', String(NOW / 1000)];
    assert.match(await openssl('ts', '-verify', '-in', 'r.tsr', '-queryfile', 'q.tsq', ...at), /Verification: OK/);
  }
});

test('openssl answers our query, and we believe its token', async () => {
  const sha256 = await digest('sha256', content);
  const nonce = Uint8Array.of(0xff, 2, 3, 4, 5, 6, 7, 8);
  await writeFile(file('ours.tsq'), timestampRequest({ digest: sha256, nonce }));
  await openssl('ts', '-reply', '-config', 'ts.cnf', '-queryfile', 'ours.tsq', '-out', 'theirs.tsr');
  const answer = readTimestampResponse(new Uint8Array(await readFile(file('theirs.tsr'))));
  assert.ok(answer.granted);
  const token = readTimestampToken(answer.token);
  assert.deepEqual(token.nonce, nonce);
  assert.equal(token.accuracyMs, 1500);
  assert.equal(token.policy, '1.3.6.1.4.1.32473.7');
  const question = { sha256, roots: [network.root.certificate], at: token.at + 1000 };
  const verdict = await verifyTimestamp(answer.token, question);
  assert.deepEqual(verdict.reasons, []);
  assert.equal(verdict.valid, true);
});

test('openssl refuses a digest it does not stamp, and we say what it said', async () => {
  await openssl('ts', '-query', '-data', 'content', '-sha384', '-out', 'weak.tsq');
  await openssl('ts', '-reply', '-config', 'ts.cnf', '-queryfile', 'weak.tsq', '-out', 'no.tsr').catch(() => undefined);
  const answer = readTimestampResponse(new Uint8Array(await readFile(file('no.tsr'))));
  assert.ok(!answer.granted);
  assert.equal(answer.failure, 'badAlg');
  assert.match(answer.text, /not supported/);
});

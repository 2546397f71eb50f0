import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { memoryClock, seededRandom } from '#adapters/memory';
import { httpTimestampAuthority } from '#adapters/timestamp-http';
import { createAuthority, readTimestampResponse, readTimestampToken, timestampRequest, verifyTimestamp } from '#cms';
import { openCrlServer } from './index-server.ts';
import { makeKeyFile, readCertificateFile, writeCertificateFile } from './key-files.ts';
import { type Pki, pkiFiles } from './pki.ts';
import { timestampServer } from './timestamp-server.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const YEAR_MS = 365 * 86_400_000;
const rootCrlUrl = 'http://127.0.0.1:1/root.crl';
const random = seededRandom(7);
const digest = new Uint8Array(32).fill(5);
const folder = mkdtempSync(join(tmpdir(), 'ceralacca-tsa-'));
const pki: Pki = pkiFiles(folder);
let root: Uint8Array;
before(async () => {
  const keys = await makeKeyFile(pki.root.key);
  const term = { notBefore: NOW - YEAR_MS, notAfter: NOW + 40 * YEAR_MS, serial: Uint8Array.of(1) };
  root = (await createAuthority({ ...keys, ...term, subject: { CN: 'Test Root' } })).certificate;
  writeCertificateFile(pki.root.certificate, root);
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

async function open(t: TestContext) {
  const legalTime = memoryClock(NOW);
  const office = timestampServer({ pki, rootCrlUrl, legalTime });
  const server = await openCrlServer(
    { host: '127.0.0.1', port: 0 },
    () => undefined,
    new Map([['/timestamp', office]]),
  );
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/timestamp`;
  const authority = httpTimestampAuthority({ urls: [url], roots: [root], timeoutMs: 30_000, random, legalTime });
  return { office, url, authority, legalTime };
}

test('stamps in legal time, with a new key each year and certificates that were kept', async (t) => {
  const { authority, legalTime } = await open(t);
  const first = await authority.stamp(digest);
  assert.equal(readTimestampToken(first).at, NOW);
  const again = await Promise.all([authority.stamp(digest), authority.stamp(digest)]);
  const certificates = new Set([first, ...again].map((token) => readTimestampToken(token).signerCertificate?.join()));
  assert.equal(certificates.size, 1);
  legalTime.advance(2 * YEAR_MS);
  const later = await authority.stamp(digest);
  assert.notDeepEqual(readTimestampToken(later).signerCertificate, readTimestampToken(first).signerCertificate);
  const kept = readdirSync(folder).filter((name) => /^timestamper.*crt\.pem$/.test(name));
  assert.deepEqual(kept.toSorted(), ['timestamper-until-2031-05-31.crt.pem', 'timestamper.crt.pem']);
  const verdict = await verifyTimestamp(first, { sha256: digest, roots: [root], at: NOW + 4 * YEAR_MS });
  assert.deepEqual(verdict.reasons, []);
  assert.deepEqual(readCertificateFile(pki.timestamper.certificate), readTimestampToken(later).signerCertificate);
});

test('refuses what is no request, another policy and another type, in the words of the protocol', async (t) => {
  const { office, url } = await open(t);
  const refused = readTimestampResponse(await office.answer(new TextEncoder().encode('no')));
  assert.equal(refused.granted ? undefined : refused.failure, 'badRequest');
  const query = timestampRequest({ digest, nonce: random.bytes(8), policy: '1.2.3' });
  const other = readTimestampResponse(await office.answer(query));
  assert.equal(other.granted ? undefined : other.failure, 'unacceptedPolicy');
  assert.equal((await fetch(url, { method: 'POST', body: 'x' })).status, 415);
  const headers = { 'content-type': 'application/timestamp-query' };
  assert.equal((await fetch(url, { method: 'POST', headers, body: Buffer.alloc(100_000) })).status, 413);
  assert.equal((await fetch(url)).status, 404);
});

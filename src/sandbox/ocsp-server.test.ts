import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { httpsDownload } from '#adapters/https';
import { memoryClock } from '#adapters/memory';
import { createAuthority, ocspRequest, ocspUrl, readCertificate, verifyOcspResponse } from '#cms';
import { openCrlServer } from './index-server.ts';
import { makeKeyFile, readCertificateFile, writeCertificateFile } from './key-files.ts';
import { ocspServer } from './ocsp-server.ts';
import { openIntermediate, pkiFiles } from './pki.ts';
import { addRevocation } from './revocations.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const YEAR_MS = 365 * 86_400_000;

async function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-ocsp-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const pki = pkiFiles(folder);
  const keys = await makeKeyFile(pki.intermediate.key);
  const term = { notBefore: NOW - YEAR_MS, notAfter: NOW + YEAR_MS };
  const ca = await createAuthority({ ...keys, ...term, subject: { CN: 'Test CA' }, serial: Uint8Array.of(1) });
  writeCertificateFile(pki.intermediate.certificate, ca.certificate);
  const offices = new Map([['/ocsp', await ocspServer({ pki, legalTime: memoryClock(NOW) })]]);
  const server = await openCrlServer({ host: '127.0.0.1', port: 0 }, () => undefined, offices);
  t.after(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = await openIntermediate(pki, `${base}/intermediate.crl`);
  const own = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const request = { publicKey: own.publicKey, ...term, providerName: 'Gestore Alfa', serial: Uint8Array.of(0x81, 7) };
  const leaf = await issuer.issueProvider({ ...request, serviceAddress: 'posta-certificata@alfa.example' });
  return { pki, base, leaf, issuer: readCertificateFile(pki.intermediate.certificate) };
}

test('the responder named in a certificate says in legal time whether it was revoked, by GET and by POST', async (t) => {
  const { pki, base, leaf, issuer } = await open(t);
  const { ocspUrls, serial } = await readCertificate(leaf);
  assert.deepEqual(ocspUrls, [`${base}/ocsp`]);
  const request = await ocspRequest({ certificate: leaf, issuer });
  const byGet = () =>
    httpsDownload({ allowHttp: true }).get(ocspUrl(ocspUrls[0]!, request), { maxBytes: 10_000, timeoutMs: 5000 });
  const question = { certificate: leaf, issuer, at: NOW };
  assert.equal((await verifyOcspResponse(await byGet(), question)).state, 'good');
  addRevocation(pki.revocations, serial, NOW - 1000);
  assert.deepEqual(await verifyOcspResponse(await byGet(), question), { state: 'revoked', since: NOW - 1000 });
  const nonce = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const body = Buffer.from(await ocspRequest({ certificate: leaf, issuer, nonce }));
  const headers = { 'content-type': 'application/ocsp-request' };
  const posted = await fetch(`${base}/ocsp`, { method: 'POST', headers, body });
  assert.equal(posted.headers.get('content-type'), 'application/ocsp-response');
  const byPost = new Uint8Array(await posted.arrayBuffer());
  assert.equal((await verifyOcspResponse(byPost, { ...question, nonce })).state, 'revoked');
});

test('what is no question, and certificates of others, get no answer', async (t) => {
  const { base, leaf } = await open(t);
  const ask = async (path: string) => new Uint8Array(await (await fetch(`${base}/ocsp/${path}`)).arrayBuffer());
  assert.deepEqual(await ask('nonsense'), Uint8Array.of(0x30, 3, 0x0a, 1, 1));
  const foreign = ocspUrl('', await ocspRequest({ certificate: leaf, issuer: leaf })).slice(1);
  assert.deepEqual(await ask(foreign), Uint8Array.of(0x30, 3, 0x0a, 1, 6));
});

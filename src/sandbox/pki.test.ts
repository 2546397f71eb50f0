import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { certificateRequest, judgeChain, lintProviderCertificate, openAuthority, readCertificate } from '#cms';
import { COUNTRY } from './country.ts';
import { makeKeyFile, readCertificateFile, readKeyFile } from './key-files.ts';
import { adoptNext, certifyRequest, foundPki, pkiFiles, renewSigning } from './pki.ts';

const CRL_URL = 'http://127.0.0.1:20502/intermediate.crl';
const YEAR_MS = 365 * 86_400_000;

test('the test authority is founded once; its providers are certified as spec 14.1 asks, and renewed near the end', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-pki-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const pki = pkiFiles(folder);
  const now = Date.parse('2026-03-01T10:00:00Z');
  const country = { providers: COUNTRY.providers.slice(0, 1), ordinaryDomain: 'posta.example' };
  const alfa = country.providers[0]!;
  const ends = await foundPki(pki, { real: now, legal: now }, country, CRL_URL);
  assert.ok(ends > now + 30 * YEAR_MS);

  const leaf = readCertificateFile(pki.provider('alfa').signing.certificate);
  assert.deepEqual(lintProviderCertificate(leaf, 'Gestore Alfa'), []);
  const intermediate = readCertificateFile(pki.intermediate.certificate);
  const authority = openAuthority({ certificate: intermediate, privateKey: await readKeyFile(pki.intermediate.key) });
  const crl = await authority.crl({ revoked: [], thisUpdate: now, nextUpdate: now + 86_400_000, number: 1 });
  const roots = [readCertificateFile(pki.root.certificate)];
  const verdict = await judgeChain({
    leaf,
    intermediates: [intermediate],
    roots,
    crls: [crl],
    at: now,
    revocation: 'required',
  });
  assert.deepEqual(verdict.reasons, []);
  assert.equal(verdict.revocation, 'good');

  await foundPki(pki, { real: now, legal: now }, country, CRL_URL);
  assert.deepEqual(readCertificateFile(pki.provider('alfa').signing.certificate), leaf, 'nothing is made twice');

  assert.equal(await renewSigning(pki, alfa, { real: now, legal: now + 2.5 * YEAR_MS }, CRL_URL), undefined);
  const near = { real: now, legal: now + 2.9 * YEAR_MS };
  assert.equal(await renewSigning(pki, alfa, near, CRL_URL), 'prepared');
  const { signing, next, before } = pki.provider('alfa');
  assert.deepEqual(readCertificateFile(signing.certificate), leaf, 'it still signs');
  const following = readCertificateFile(next.certificate);
  assert.deepEqual(lintProviderCertificate(following, 'Gestore Alfa'), []);
  assert.equal(await renewSigning(pki, alfa, near, CRL_URL), undefined, 'one is enough');
  adoptNext(pki, alfa);
  assert.deepEqual(readCertificateFile(signing.certificate), following);
  assert.deepEqual(readCertificateFile(before), leaf, 'the one before stays published');
  assert.equal(await renewSigning(pki, alfa, near, `${CRL_URL}?moved`), 'replaced');
});

test('the authority certifies the key of a request, for the address of the provider and no other', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-pki-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const pki = pkiFiles(folder);
  const now = Date.parse('2026-03-01T10:00:00Z');
  const alfa = COUNTRY.providers[0]!;
  await foundPki(pki, { real: now, legal: now }, { providers: [alfa], ordinaryDomain: 'posta.example' }, CRL_URL);
  const { privateKey, publicKey } = await makeKeyFile(join(folder, 'asked.key.pem'));
  const request = (email: string) =>
    certificateRequest({
      subject: { C: 'IT', O: alfa.name, CN: `Posta Certificata ${alfa.name} 2` },
      emails: [email],
      publicKey,
      sign: async (data) =>
        new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, data as Uint8Array<ArrayBuffer>)),
    });
  const at = { real: now, legal: now };
  const der = await certifyRequest(pki, alfa, await request(`posta-certificata@${alfa.domain}`), at, CRL_URL);
  assert.deepEqual(lintProviderCertificate(der, alfa.name), []);
  assert.match((await readCertificate(der)).subject, /CN=Posta Certificata Gestore Alfa 2/);
  await assert.rejects(
    certifyRequest(pki, alfa, await request('posta-certificata@altro.example'), at, CRL_URL),
    /does not name posta-certificata@gestore-alfa\.example/,
  );
});

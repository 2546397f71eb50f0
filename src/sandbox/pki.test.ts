import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { judgeChain, lintProviderCertificate, openAuthority } from '#cms';
import { COUNTRY } from './country.ts';
import { readCertificateFile, readKeyFile } from './key-files.ts';
import { foundPki, pkiFiles, renewSigning } from './pki.ts';

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

  assert.equal(await renewSigning(pki, alfa, { real: now, legal: now + 2.5 * YEAR_MS }, CRL_URL), false);
  assert.equal(await renewSigning(pki, alfa, { real: now, legal: now + 2.9 * YEAR_MS }, CRL_URL), true);
  assert.deepEqual(readCertificateFile(pki.provider('alfa').before), leaf, 'the one before stays published');
  assert.equal(await renewSigning(pki, alfa, { real: now, legal: now + 2.9 * YEAR_MS }, `${CRL_URL}?moved`), true);
});

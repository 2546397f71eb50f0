import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { toPem } from '#cms';
import { readLdif } from '#ldif';
import { readProviderRecords } from '#pec';
import { testCertificate, testSigner } from '#testing';
import { openSignedDocument, ownRecordLdif, readSecondaryRecords, signDocument } from './index.ts';

const AT = Date.UTC(2026, 10, 22);
const issuer = {
  name: 'Gestore Alfa S.p.A., "prova"',
  domain: 'gestore-alfa.example',
  serviceAddress: 'posta-certificata@gestore-alfa.example',
};
const order = {
  authority: 'uno',
  keys: 'alfa',
  providerName: issuer.name,
  serviceAddress: issuer.serviceAddress,
  serial: 7,
};

async function published() {
  const certificate = await testCertificate(order);
  const signer = await testSigner('alfa', certificate);
  const record = {
    issuer,
    domains: ['pec.alfa.example'],
    certificates: [certificate],
    ldifUrl: 'https://alfa.example/r.p7m',
  };
  return { certificate, p7m: await signDocument(await ownRecordLdif(record), AT, { signer, digests: nodeDigests }) };
}

test('T127 our own record holds every mandatory attribute and verifies with our own certificate', async () => {
  const { certificate, p7m } = await published();
  const entries = readLdif(await openSignedDocument(p7m, certificate));
  const { records, problems } = await readProviderRecords(entries);
  assert.deepEqual(problems, []);
  assert.equal(records.length, 1);
  assert.equal(records[0]!.name, issuer.name);
  assert.equal(records[0]!.mailReceipt, issuer.serviceAddress);
  assert.deepEqual(records[0]!.managedDomains, ['gestore-alfa.example', 'pec.alfa.example']);
  assert.deepEqual(records[0]!.certificates, [certificate]);
  assert.equal(records[0]!.ldifUrl, 'https://alfa.example/r.p7m');
});

test('T127 OpenSSL opens our own record as a signed document', async () => {
  const { certificate, p7m } = await published();
  const folder = mkdtempSync(join(tmpdir(), 'own-record-'));
  try {
    writeFileSync(join(folder, 'record.p7m'), p7m);
    writeFileSync(join(folder, 'own.pem'), toPem('CERTIFICATE', certificate));
    const verify = [
      'cms',
      '-verify',
      '-inform',
      'DER',
      '-in',
      'record.p7m',
      '-certfile',
      'own.pem',
      '-noverify',
      '-binary',
    ];
    const ldif = execFileSync('openssl', verify, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    assert.match(ldif, /^mailReceipt: posta-certificata@gestore-alfa\.example$/m);
    assert.match(ldif, /^providerCertificate;binary:: /m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('T124 the file of the main record carries the records of secondary environments, and none that is not one', async () => {
  const certificate = await testCertificate(order);
  const common = { issuer, domains: ['pec.alfa.example'], certificates: [certificate] };
  const unit = {
    ...common,
    issuer: { ...issuer, domain: 'due.gestore-alfa.example' },
    domains: [],
    unit: 'Secondario',
  };
  const secondary = await readSecondaryRecords(await ownRecordLdif(unit), issuer.name);
  const ldif = await ownRecordLdif({ ...common, ldifUrl: 'https://alfa.example/r.p7m', secondary });
  const { records, problems } = await readProviderRecords(readLdif(ldif));
  assert.deepEqual(problems, []);
  assert.deepEqual(
    records.map(({ unit, ldifUrl, managedDomains }) => [unit, ldifUrl, managedDomains]),
    [
      [undefined, 'https://alfa.example/r.p7m', ['gestore-alfa.example', 'pec.alfa.example']],
      ['Secondario', undefined, ['due.gestore-alfa.example']],
    ],
  );
  await assert.rejects(readSecondaryRecords(await ownRecordLdif(common), issuer.name), /without providerUnit/);
  await assert.rejects(readSecondaryRecords(await ownRecordLdif(unit), 'Gestore Beta'), /not of Gestore Beta/);
  await assert.rejects(readSecondaryRecords(new TextEncoder().encode('version: 1\n'), issuer.name), /no record/);
});

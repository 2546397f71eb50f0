import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { providerIndexOf } from './provider-records.ts';
import { type DirectoryEntry, readProviderRecords } from './read-provider-records.ts';

const CERT_A = new Uint8Array([48, 1, 1]);
const CERT_B = new Uint8Array([48, 2, 2]);
const CERT_C = new Uint8Array([48, 3, 3]);
const sha1 = (der: Uint8Array) => createHash('sha1').update(der).digest('hex');

function entry(name: string, domains: string[], certificates: Uint8Array[], changed: Record<string, unknown> = {}) {
  const attributes = {
    objectclass: ['top', 'provider'],
    providername: [name],
    mailreceipt: [`ricevute@${name.toLowerCase()}.example`],
    manageddomains: domains,
    providercertificate: certificates,
    providercertificatehash: certificates.map((der) => sha1(der).toUpperCase()),
    ...changed,
  };
  const given = Object.entries(attributes).filter(([, values]) => values !== undefined);
  return { dn: `providerName=${name},o=postacert`, attributes: new Map(given) } as DirectoryEntry;
}

const ROOT: DirectoryEntry = {
  dn: 'o=postacert',
  attributes: new Map([
    ['objectclass', ['top', 'organization', 'LDIFLocationURLObject']],
    ['ldiflocationurl', ['https://igpec.example/index.ldif.p7m']],
  ]),
};

test('records are read with domains, certificates, mailReceipt and the place of the whole index', async () => {
  const reading = await readProviderRecords([ROOT, entry('Alfa', ['PEC.alfa.example'], [CERT_A, CERT_B])]);
  assert.deepEqual(reading.problems, []);
  assert.equal(reading.ldifUrl, 'https://igpec.example/index.ldif.p7m');
  assert.deepEqual(reading.records[0]!.managedDomains, ['pec.alfa.example']);
  assert.equal(reading.records[0]!.mailReceipt, 'ricevute@alfa.example');
});

test('T23 T24 a domain is found in any letter case, and never by its suffix', async () => {
  const { records } = await readProviderRecords([entry('Alfa', ['pec.alfa.example'], [CERT_A])]);
  const index = providerIndexOf(records);
  assert.equal(index.recordOfDomain('PEC.Alfa.Example')?.name, 'Alfa');
  assert.equal(index.recordOfDomain('sub.pec.alfa.example'), undefined);
  assert.equal(index.recordOfDomain('alfa.example'), undefined);
});

test('T75 a certificate with the hash of another is not accepted', async () => {
  const { records } = await readProviderRecords([entry('Alfa', ['pec.alfa.example'], [CERT_A])]);
  const index = providerIndexOf(records);
  assert.equal(index.recordOfCertificate(CERT_A, sha1(CERT_A).toUpperCase())?.name, 'Alfa');
  assert.equal(index.recordOfCertificate(CERT_B, sha1(CERT_A)), undefined);
  assert.equal(index.recordOfCertificate(CERT_B, sha1(CERT_B)), undefined);
});

test('T123 either of two certificates in one record leads to it', async () => {
  const { records } = await readProviderRecords([entry('Alfa', ['pec.alfa.example'], [CERT_A, CERT_B])]);
  const index = providerIndexOf(records);
  for (const der of [CERT_A, CERT_B]) assert.equal(index.recordOfCertificate(der, sha1(der))?.name, 'Alfa');
});

test('T124 a secondary environment is a record of its own, with its certificate, domains and mailReceipt', async () => {
  const unit = entry('Alfa', ['pec2.alfa.example'], [CERT_B], {
    providerunit: ['Ambiente 2'],
    mailreceipt: ['ricevute2@alfa.example'],
  });
  const { records, problems } = await readProviderRecords([entry('Alfa', ['pec.alfa.example'], [CERT_A]), unit]);
  assert.deepEqual(problems, []);
  const index = providerIndexOf(records);
  assert.equal(index.recordOfDomain('pec2.alfa.example')?.mailReceipt, 'ricevute2@alfa.example');
  assert.equal(index.recordOfCertificate(CERT_B, sha1(CERT_B))?.unit, 'Ambiente 2');
});

test('T126 a domain that two providers claim stays with its previous owner, and is a problem', async () => {
  const before = await readProviderRecords([entry('Beta', ['pec.comune.example'], [CERT_B])]);
  const both = [
    entry('Alfa', ['pec.comune.example', 'pec.alfa.example'], [CERT_A]),
    entry('Beta', ['pec.comune.example'], [CERT_B]),
  ];
  const after = await readProviderRecords(both, before.records);
  assert.equal(providerIndexOf(after.records).recordOfDomain('pec.comune.example')?.name, 'Beta');
  assert.equal(providerIndexOf(after.records).recordOfDomain('pec.alfa.example')?.name, 'Alfa');
  assert.deepEqual(
    after.problems.map(({ kind, dn }) => [kind, dn]),
    [['domain-claimed-twice', 'providerName=Alfa,o=postacert']],
  );
});

test('T127 a record without a mandatory attribute is refused and the previous one stays', async () => {
  const before = await readProviderRecords([entry('Alfa', ['pec.alfa.example'], [CERT_A])]);
  for (const name of ['mailreceipt', 'manageddomains', 'providercertificate', 'providercertificatehash']) {
    const spoilt = entry('Alfa', ['pec.nuovo.example'], [CERT_A], { [name]: undefined });
    const after = await readProviderRecords([spoilt], before.records);
    assert.deepEqual(
      after.problems.map(({ kind, detail }) => [kind, detail]),
      [['missing', name]],
    );
    assert.deepEqual(after.records[0]!.managedDomains, ['pec.alfa.example']);
    assert.deepEqual((await readProviderRecords([spoilt])).records, []);
  }
});

test('a hash without certificate, a certificate without hash and malformed values are problems', async () => {
  const kinds = async (changed: Record<string, unknown>) =>
    (await readProviderRecords([entry('Alfa', ['pec.alfa.example'], [CERT_A], changed)])).problems.map(
      ({ kind }) => kind,
    );
  assert.deepEqual(await kinds({ providercertificatehash: [sha1(CERT_A), sha1(CERT_B)] }), ['hash']);
  assert.deepEqual(await kinds({ providercertificate: [CERT_A, CERT_B] }), ['hash']);
  assert.deepEqual(await kinds({ providercertificatehash: [sha1(CERT_B)] }), ['hash', 'hash']);
  assert.deepEqual(await kinds({ mailreceipt: ['<ricevute@alfa.example>'] }), ['malformed']);
  assert.deepEqual(await kinds({ mailreceipt: ['a@b.example', 'c@d.example'] }), ['malformed']);
  assert.deepEqual(await kinds({ manageddomains: ['pec.alfa.example', 'non un dominio'] }), ['malformed']);
});

test('a sudden loss of more than one domain in twenty is held for a person to look at', async () => {
  const domains = Array.from({ length: 100 }, (_, i) => `d${i}.example`);
  const before = (await readProviderRecords([entry('Alfa', domains, [CERT_A])])).records;
  const read = (kept: number) => readProviderRecords([entry('Alfa', domains.slice(0, kept), [CERT_A])], before);
  assert.equal((await read(95)).hold, false);
  const lost = await read(94);
  assert.equal(lost.hold, true);
  assert.equal(lost.problems[0]!.kind, 'domains-lost');
  assert.equal((await readProviderRecords([entry('Nuovo', ['x.example'], [CERT_C])])).hold, false);
});

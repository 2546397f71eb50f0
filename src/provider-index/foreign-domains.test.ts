import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import { type ProviderRecord, providerIndexOf } from '#pec';
import { testCertificate } from '#testing';
import { DOCUMENT } from './documents.ts';
import { foreignDomains, keptIndex, otherHolder } from './foreign-domains.ts';
import { ownRecordLdif } from './own-record.ts';

test('a domain that the index gives to another provider is told, ours and nobody’s are not', () => {
  const record = (name: string, ...managedDomains: string[]): ProviderRecord => ({
    ...{ name, managedDomains, mailReceipt: '', certificates: [], hashes: [] },
  });
  const index = providerIndexOf([
    record('Alfa', 'gestore-alfa.example', 'pec.alfa.example'),
    record('Beta', 'pec.beta.example'),
  ]);
  const of = (name: string) => otherHolder(index, name, 'gestore-alfa.example');
  assert.deepEqual(['pec.beta.example', 'pec.alfa.example', 'n.example'].map(of), ['Beta', undefined, undefined]);
});

test('without an index nothing is said of whose a domain is', async () => {
  const index = await keptIndex({ document: async () => undefined });
  assert.deepEqual(foreignDomains(['x.example'], 'alfa.example', index), []);
});

test('of our domains those are told that the kept index gives to another provider', async () => {
  const issuer = { name: 'Beta', domain: 'gestore-beta.example', serviceAddress: 'servizio@gestore-beta.example' };
  const order = { authority: 'uno', keys: 'alfa', providerName: issuer.name, serial: 7 };
  const certificate = await testCertificate({ ...order, serviceAddress: issuer.serviceAddress });
  const bytes = await ownRecordLdif({ issuer, domains: ['moved.example'], certificates: [certificate] });
  const store = openMemoryStore();
  await store.commit({ documents: [{ name: DOCUMENT.copy, bytes, at: 0 }] });
  const index = await keptIndex(store);
  assert.deepEqual(foreignDomains(['ours.example', 'moved.example'], 'gestore-alfa.example', index), [
    { name: 'moved.example', holder: 'Beta' },
  ]);
  assert.deepEqual(foreignDomains(['moved.example'], 'gestore-beta.example', index), [], 'Beta itself');
});

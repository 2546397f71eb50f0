import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryClock } from '#adapters/memory';
import type { CmsSignature } from '#cms';
import type { ProviderRecord } from '#pec';
import { testAuthority, testCertificate } from '#testing';
import { logSignerJudge } from './judge-log-signer.ts';

const DOMAIN = 'gestore-alfa.example';
const NOW = Date.UTC(2026, 5, 1, 10);
const HOUR = 3_600_000;

const certificateOf = (serial: number, domain = DOMAIN) =>
  testCertificate({
    authority: 'uno',
    keys: `log ${serial}`,
    providerName: 'Gestore Alfa S.p.A.',
    serviceAddress: `posta-certificata@${domain}`,
    serial,
  });

const signedBy = (signerCertificate: Uint8Array) =>
  ({ signerCertificate, certificates: [] }) as unknown as CmsSignature;

/** Our copy of the index holds `known`; fetched anew, it holds `published`. */
async function house({ known, published }: { known: readonly Uint8Array[]; published: readonly Uint8Array[] }) {
  const { authority } = await testAuthority('uno');
  const clock = memoryClock(NOW);
  const record = (certificates: readonly Uint8Array[]): ProviderRecord => ({
    name: 'Gestore Alfa S.p.A.',
    mailReceipt: `posta-certificata@${DOMAIN}`,
    managedDomains: [DOMAIN],
    certificates,
    hashes: [],
  });
  let records = [record(known)];
  let fetched = 0;
  const judge = logSignerJudge({
    trust: { roots: () => [authority.certificate], crls: () => [] },
    records: () => records,
    async refreshIndex() {
      fetched += 1;
      records = [record(published)];
    },
    legalTime: clock,
  });
  const ask = (certificate: Uint8Array, at = clock.now()) => judge(DOMAIN, { cms: signedBy(certificate), at });
  return { ask, clock, fetched: () => fetched };
}

test('a head signed with a certificate that our copy of the index lacks is judged by a fresh copy', async () => {
  const [old, next] = [await certificateOf(71), await certificateOf(72)];
  const { ask, fetched } = await house({ known: [old], published: [old, next] });
  assert.deepEqual([await ask(old), fetched()], [undefined, 0]);
  assert.deepEqual([await ask(next), fetched()], [undefined, 1]);
});

test("a stranger's certificate is told, and the index asked for once an hour", async () => {
  const [own, stranger] = [await certificateOf(71), await certificateOf(73)];
  const { ask, clock, fetched } = await house({ known: [own], published: [own] });
  const told = `the certificate is not in the index for ${DOMAIN}`;
  assert.deepEqual([await ask(stranger), await ask(stranger), fetched()], [told, told, 1]);
  clock.advance(HOUR);
  assert.deepEqual([await ask(stranger), fetched()], [told, 2]);
  assert.equal(await ask(stranger, clock.now() - 25 * HOUR), undefined, 'it may have left the index since');
});

test('a certificate of another address, or of nobody we trust, is told without asking anybody', async () => {
  const { ask, fetched } = await house({ known: [], published: [] });
  assert.match((await ask(await certificateOf(74, 'gestore-beta.example')))!, /is of posta-certificata@gestore-beta/);
  assert.equal(fetched(), 0);
});

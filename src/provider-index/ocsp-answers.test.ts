import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { test } from 'node:test';
import { memoryClock, openMemoryStore } from '#adapters/memory';
import { judgeChain, type OcspStatement, ocspResponse, openAuthority, readOcspRequest } from '#cms';
import type { ProviderRecord } from '#pec';
import { testAuthority, testKeys } from '#testing';
import { evidenceAt } from './evidence.ts';
import { OcspAnswers } from './ocsp-answers.ts';
import { RevocationLists, refreshRevocations } from './revocation-lists.ts';

const AT = Date.UTC(2026, 2, 2, 8);
const HOUR = 3_600_000;
const RESPONDER = 'http://ocsp.uno.example/ocsp';
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** A provider whose certificate names a responder, the list of its authority, and what both say when asked. */
async function openWorld() {
  const { authority, crl, crlUrl } = await testAuthority('uno');
  const { privateKey } = await testKeys('authority uno');
  const key = privateKey.toCryptoKey(RSA, true, ['sign']) as CryptoKey;
  const ca = openAuthority({ certificate: authority.certificate, privateKey: key, crlUrl, ocspUrl: RESPONDER });
  const { publicKey } = await testKeys('alfa');
  const leaf = await ca.issueProvider({
    publicKey,
    providerName: 'Gestore Alfa',
    serviceAddress: 'posta-certificata@alfa.example',
    serial: Uint8Array.of(77),
    notBefore: AT - HOUR,
    notAfter: AT + 9000 * HOUR,
  });
  const legalTime = memoryClock(AT);
  const says = { list: true, status: { kind: 'good' } as OcspStatement['status'] | undefined, asked: 0 };
  const signer = {
    certificate: authority.certificate,
    delegated: false,
    sign: async (data: Uint8Array) => new Uint8Array(sign('sha256', data, privateKey)),
  };
  const crlDownload = {
    async get(url: string) {
      if (url === crlUrl && says.list) return crl(legalTime.now(), []);
      if (!url.startsWith(`${RESPONDER}/`)) throw new Error(`${url}: 404`);
      says.asked++;
      if (says.status === undefined) throw new Error('connection lost');
      const { asked } = readOcspRequest(Buffer.from(decodeURIComponent(url.slice(RESPONDER.length + 1)), 'base64'));
      const at = legalTime.now();
      const answers = [{ certificate: asked[0]!.raw, status: says.status, thisUpdate: at, nextUpdate: at + 12 * HOUR }];
      return ocspResponse(signer, { answers, producedAt: at });
    },
  };
  const store = openMemoryStore();
  const records: readonly ProviderRecord[] = [
    {
      name: 'Gestore Alfa',
      mailReceipt: 'posta-certificata@alfa.example',
      managedDomains: ['alfa.example'],
      certificates: [leaf],
      hashes: [],
    },
  ];
  const ports = { store, legalTime, crlDownload, crlUrls: [], issuers: [authority.certificate] };
  const [lists, answers] = [new RevocationLists(), new OcspAnswers()];
  return {
    says,
    store,
    legalTime,
    records,
    ports,
    async refresh(changed = {}, of = records) {
      const refresh = await refreshRevocations(lists, answers, of, { ...ports, ...changed });
      assert.equal((await store.commit(refresh.step)).done, true);
      refresh.adopt();
      return { had: refresh.had, log: refresh.step.log ?? [] };
    },
    async revocation(ocsp = answers.all) {
      const question = { leaf, intermediates: [], roots: [authority.certificate], crls: lists.all, ocsp };
      return (await judgeChain({ ...question, at: legalTime.now(), revocation: 'required' })).revocation;
    },
  };
}

test('T74 the answer of a responder is enough where the list cannot be had, and is asked for anew with the lists', async () => {
  const { says, legalTime, refresh, revocation } = await openWorld();
  says.list = false;
  assert.equal(await revocation(), 'unavailable');
  const first = await refresh();
  assert.equal(first.had, true, 'nothing is missed');
  assert.equal(await revocation(), 'good');
  legalTime.advance(13 * HOUR);
  assert.equal(await revocation(), 'unavailable');
  await refresh();
  assert.equal(await revocation(), 'good');
  says.status = { kind: 'revoked', since: AT };
  await refresh();
  assert.equal(await revocation(), 'revoked');
});

test('T74 a list is enough where the responder is silent or does not know; where both fail the log says so', async () => {
  const { says, refresh, revocation } = await openWorld();
  for (const status of [undefined, { kind: 'unknown' } as const]) {
    says.status = status;
    assert.deepEqual(await refresh(), { had: true, log: [] });
    assert.equal(await revocation(), 'good');
  }
  says.list = false;
  const { had, log } = await refresh();
  assert.equal(had, false);
  assert.match(
    log.flatMap(({ eccezioni }) => eccezioni).join('\n'),
    /lista di revoca .*\n.*risposta OCSP .*does not know/,
  );
});

test('a responder that is silent is asked once a round, and none without a known issuer', async () => {
  const { says, records, refresh } = await openWorld();
  says.status = undefined;
  const twice = [...records, { ...records[0]!, name: 'Gestore Beta' }];
  await refresh({}, twice);
  assert.equal(says.asked, 1);
  await refresh({ issuers: [] });
  assert.equal(says.asked, 1);
});

test('answers are there again after a stop, and are kept as evidence', async () => {
  const { store, records, ports, refresh, revocation } = await openWorld();
  await refresh();
  const again = new OcspAnswers();
  await again.load(records, ports);
  assert.equal(again.all.length, 1);
  assert.equal(await revocation(again.all), 'good');
  assert.equal((await evidenceAt(store, 'ocsp', { at: AT })).length, 1);
  assert.equal((await evidenceAt(store, 'crl', { at: AT })).length, 1);
});

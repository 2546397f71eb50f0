import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryClock, memoryDownload, openMemoryStore } from '#adapters/memory';
import { readCrl } from '#cms';
import { testAuthority, testCertificate } from '#testing';
import { openProviderIndex } from './index.ts';

const AT = Date.UTC(2026, 2, 2, 8);
const SECOND = 1_000;

async function openBook() {
  const { crl, crlUrl } = await testAuthority('uno');
  const documents = new Map<string, Uint8Array>();
  const download = memoryDownload(documents);
  const store = openMemoryStore();
  const authority = await testCertificate({
    authority: 'uno',
    keys: 'indice',
    providerName: 'Indice dei gestori',
    serviceAddress: 'indice@indice.example',
    serial: 2,
  });
  const ports = { store, legalTime: memoryClock(AT), indexDownload: download, crlDownload: download };
  const index = openProviderIndex({ ...ports, indexUrl: 'https://indice.example/', authority, crlUrls: [crlUrl] });
  return {
    crl,
    /** Fetches the list that stands at its address now; how many revocations the book holds then. */
    async revokedAfter(der: Uint8Array): Promise<number> {
      documents.set(crlUrl, der);
      const refresh = await index.refreshCrls();
      assert.equal((await store.commit(refresh.step)).done, true);
      refresh.adopt();
      const [held] = index.crls();
      return readCrl(held!).revoked.size;
    },
  };
}

const revoked = (...serials: readonly number[]) =>
  serials.map((serial) => ({ serial: Uint8Array.of(serial), since: AT }));

test('a revocation list made again within one second is taken when its number is higher', async () => {
  const { crl, revokedAfter } = await openBook();
  const first = await crl(AT, []);
  const second = await crl(AT, revoked(5));
  assert.equal(readCrl(first).thisUpdate, readCrl(second).thisUpdate);
  assert.equal(await revokedAfter(first), 0);
  assert.equal(await revokedAfter(second), 1);
  assert.equal(await revokedAfter(first), 1, 'and never goes back');
});

test('an older revocation list never replaces a newer one, whatever its number', async () => {
  const { crl, revokedAfter } = await openBook();
  const newer = await crl(AT, revoked(5, 6));
  const older = await crl(AT - SECOND, []);
  assert.ok(readCrl(older).number! > readCrl(newer).number!);
  assert.equal(await revokedAfter(newer), 2);
  assert.equal(await revokedAfter(older), 2);
  assert.equal(await revokedAfter(await crl(AT + SECOND, [])), 0);
});

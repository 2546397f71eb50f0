import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import { readCertificate, toPem } from '#cms';
import type { SigningConfig } from '#config';
import { activationDocuments, readCount } from '#provider';
import { testCertificate, testKeys } from '#testing';
import { openCurrentSigner } from './open-current-signer.ts';

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-signer-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const AT = Date.UTC(2026, 2, 2, 8);

async function put(name: string, serial: number): Promise<SigningConfig & { readonly sha256: string }> {
  const { privateKey } = await testKeys(name);
  const order = { authority: 'uno', keys: name, providerName: 'Gestore', serviceAddress: 'posta@gestore.example' };
  const der = await testCertificate({ ...order, serial, notBefore: AT, notAfter: AT + 86_400_000 });
  const [key, certificate] = [join(folder, `${name}.key.pem`), join(folder, `${name}.crt.pem`)];
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(certificate, toPem('CERTIFICATE', der));
  const { sha256 } = await readCertificate(der);
  return { key: { kind: 'file', key, passphraseFile: undefined }, certificate, chain: [], sha256 };
}

test('T132 after the roll-over the command line signs with the key in force, whichever place is empty', async () => {
  const [one, two] = [await put('uno', 1), await put('due', 2)];
  const settings = { signing: { ...one, alsoPublished: [], next: two } };
  const provider = { store: await openMemoryStore(), name: 'Gestore', now: () => AT };
  const serial = async () => {
    await using signer = await openCurrentSigner(settings, provider);
    return (await readCertificate(signer.certificate)).serial;
  };
  const activate = (to: { sha256: string }, from: { sha256: string }) =>
    provider.store.commit({
      documents: activationDocuments({ sha256: to.sha256, reason: 'prova', at: AT }, from.sha256),
    });

  assert.equal(await serial(), '01', 'before any roll-over');
  await activate(two, one);
  assert.equal(await serial(), '02');
  // The key that followed was moved to the first place: the second is empty until the next one.
  for (const kind of ['key', 'crt']) renameSync(join(folder, `due.${kind}.pem`), join(folder, `uno.${kind}.pem`));
  assert.equal(await serial(), '02');
  await put('uno', 1);
  await assert.rejects(serial(), /the certificate in force is not there.*one that was replaced must not sign again/);
});

test('what the command line signed is told to the log when the key is closed; who signs nothing tells nothing', async () => {
  const settings = { signing: { ...(await put('tre', 3)), alsoPublished: [], next: undefined } };
  const provider = { store: await openMemoryStore(), name: 'Gestore', now: () => AT };
  const counts = async () => (await provider.store.searchLog({ limit: 10, event: 'ChiaveUso' })).map(readCount);
  {
    await using _unused = await openCurrentSigner(settings, provider);
  }
  assert.deepEqual(await counts(), []);
  {
    await using signer = await openCurrentSigner(settings, provider);
    for (const use of ['fascicolo', 'log-head', 'fascicolo']) await signer.sign(new Uint8Array(1), use);
  }
  const uses = new Map([
    ['fascicolo', 2],
    ['log-head', 1],
  ]);
  assert.deepEqual(await counts(), [{ day: '2026-03-02', serial: '03', uses }]);
});

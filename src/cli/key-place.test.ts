import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import { readCertificate, toPem } from '#cms';
import type { SigningConfig } from '#config';
import { activationDocuments, factName, keyAlarms, keyRows } from '#provider';
import { testCertificate, testKeys } from '#testing';
import { keyAtHand } from './key-files.ts';
import { firstPlace, makeRoom, type Place, placeToCome, refusePastKey } from './key-place.ts';
import type { KeySettings } from './key-settings.ts';
import type { OpenProvider } from './open-provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-place-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const YEAR = 365 * 86_400_000;
const START = Date.UTC(2026, 2, 2, 8);

const place = (name: string): SigningConfig => ({
  key: { kind: 'file', key: join(folder, `${name}.key.pem`), passphraseFile: undefined },
  certificate: join(folder, `${name}.crt.pem`),
  chain: [],
});
const [first, second] = [place('signing'), place('signing-next')];
const settings: KeySettings = {
  ...{ name: 'Gestore', serviceAddress: 'posta-certificata@gestore.example', trustRoots: [], others: [], isTest: true },
  signing: { ...first, alsoPublished: [], next: second },
};

async function put({ key, certificate }: SigningConfig, name: string, notBefore: number) {
  const { privateKey } = await testKeys(name);
  const order = { authority: 'uno', keys: name, providerName: 'Gestore', serviceAddress: settings.serviceAddress };
  const dates = { notBefore, notAfter: notBefore + 3 * YEAR };
  const der = await testCertificate({ ...order, ...dates, serial: name.length });
  if (key.kind === 'file') writeFileSync(key.key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(certificate, toPem('CERTIFICATE', der));
  return await readCertificate(der);
}

test('T132 requests and certificates go to the place that is not in force, once what stands there is over', async () => {
  const store = await openMemoryStore();
  let now = START;
  const provider = { name: 'Gestore', store, now: () => now } as unknown as OpenProvider;
  const states = async () => (await keyRows(settings, provider)).map(({ role, state }) => `${role} ${state}`);
  const activate = (to: { sha256: string }, from: { sha256: string }) =>
    store.commit({ documents: activationDocuments({ sha256: to.sha256, reason: 'prova', at: now }, from.sha256) });

  assert.equal(firstPlace(settings), settings.signing);
  const one = await put(first, 'p1', START);
  assert.equal(firstPlace(settings), undefined);
  assert.deepEqual(await placeToCome(settings, provider), { signing: second });
  now = START + 3 * YEAR - 80 * 86_400_000;
  const two = await put(second, 'p22', now);
  await assert.rejects(placeToCome(settings, provider), /signing-next\.crt\.pem is there already: it follows/);
  await activate(two, one);
  assert.deepEqual(await states(), ['signing retiring', 'next active']);
  await assert.rejects(
    placeToCome(settings, provider),
    /signing\.crt\.pem is published until it ends on 2029-.*key retire/,
  );

  now = one.notAfter + 4 * 86_400_000;
  assert.deepEqual(await states(), ['signing expired', 'next active']);
  assert.deepEqual(await keyAlarms(settings, provider), [], 'nobody is told that what was replaced has ended');
  const free = await placeToCome(settings, provider);
  assert.equal(free.signing.certificate, first.certificate);
  refuses(free, await keyAtHand(first.key));
  assert.equal((await makeRoom(free)).length, 2);
  assert.ok(existsSync(join(folder, 'signing-until-2029-03-01.key.pem')));
  assert.deepEqual(await states(), ['next active']);

  const three = await put(first, 'p333', now);
  assert.deepEqual(await states(), ['signing issued', 'next active']);
  await activate(three, two);
  assert.deepEqual(await states(), ['signing active', 'next retiring']);
  await store.commit({ documents: [{ name: factName('retired', two.sha256), bytes: new Uint8Array(), at: now }] });
  assert.deepEqual(await states(), ['signing active', 'next retired']);
  // Somebody has made the next key already: it stays.
  const { privateKey } = await testKeys('p4444');
  if (second.key.kind === 'file')
    writeFileSync(second.key.key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const turned = await placeToCome(settings, provider);
  assert.deepEqual(await makeRoom(turned), [join(folder, 'signing-next-until-2031-12-11.crt.pem')]);
  assert.deepEqual(await states(), ['signing active', 'next requested']);
  assert.equal(readdirSync(folder).length, 6);
});

function refuses(free: Place, own: Awaited<ReturnType<typeof keyAtHand>>): void {
  assert.throws(() => refusePastKey(own, free), /is that of the certificate before: delete it there/);
}

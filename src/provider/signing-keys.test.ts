import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type MemoryClock, memoryClock, openMemoryStore } from '#adapters/memory';
import { readCertificate, toPem } from '#cms';
import type { Logger, ProviderConfig, SigningConfig } from '#config';
import { parseConfig, sampleConfig } from '#config';
import type { Store } from '#ports';
import { testCertificate, testKeys } from '#testing';
import { readCount } from './key-use.ts';
import { activationDocuments, factName } from './signing-facts.ts';
import { openSigningKeys, type SigningKeys } from './signing-keys.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const START = Date.UTC(2026, 2, 2, 8);
const ADDRESS = 'posta-certificata@gestore.example';
const silent: Logger = { info() {}, warn() {}, error() {} };
const base = parseConfig(
  sampleConfig({ name: 'Gestore', domain: 'gestore.example', pecDomain: 'pec.example' }),
  '/',
  {},
);

interface Ground extends Disposable {
  readonly folder: string;
  readonly clock: MemoryClock;
  readonly store: Store;
  readonly config: ProviderConfig;
  /** The authority has issued the next certificate, and it was put in its place. */
  issue(): void;
  open(log?: Logger): Promise<SigningKeys>;
  log(): Promise<readonly string[]>;
}

const certificateOf = (name: string, address = ADDRESS) =>
  testCertificate({
    authority: 'uno',
    keys: name,
    providerName: 'Gestore',
    serviceAddress: address,
    serial: name.length,
  });

async function ground(address = ADDRESS): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-keys-'));
  const signing = async (name: string): Promise<SigningConfig> => {
    const { privateKey } = await testKeys(name);
    const key = join(folder, `${name}.key.pem`);
    const certificate = join(folder, `${name}.crt.pem`);
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(`${certificate}.issued`, toPem('CERTIFICATE', await certificateOf(name, address)));
    return { key: { kind: 'file', key, passphraseFile: undefined }, certificate, chain: [] };
  };
  const [now, next] = [await signing('ora'), await signing('dopo')];
  renameSync(`${now.certificate}.issued`, now.certificate);
  const clock = memoryClock(START);
  const store = await openMemoryStore();
  const config = { ...base, signing: { ...now, alsoPublished: [], next } };
  return {
    ...{ folder, clock, store, config },
    issue: () => renameSync(`${next.certificate}.issued`, next.certificate),
    open: (log = silent) => openSigningKeys(config, { store, legalTime: clock, log, environment: {} }),
    log: async () =>
      (await store.searchLog({ limit: 100, event: 'ChiaveUso' })).map(({ eccezioni }) => eccezioni!.join('; ')),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const inForce = async (keys: SigningKeys) => (await readCertificate(keys.current().certificate)).serial;
const serials = async (keys: SigningKeys) =>
  await Promise.all(keys.published().map(async (der) => (await readCertificate(der)).serial));

test('a certificate that comes while we run is published beside the old one, and signs 72 hours later', async () => {
  using at = await ground();
  const keys = await at.open();
  await keys.perform([]);
  assert.deepEqual(await serials(keys), ['03']);
  assert.equal(keys.nextDue(), undefined);

  at.issue();
  at.clock.advance(10_000);
  await keys.perform([]);
  assert.deepEqual(await serials(keys), ['03', '04']);
  await keys.notePublished(keys.published());
  const published = at.clock.now();
  assert.equal(keys.nextDue(), published + 72 * HOUR, 'if the index shows it in time');
  at.clock.advance(12 * HOUR);
  await keys.perform(keys.published());
  assert.equal(keys.nextDue(), published + 72 * HOUR);

  at.clock.moveTo(published + 72 * HOUR - 1);
  await keys.perform([]);
  assert.equal(await inForce(keys), '03');
  at.clock.moveTo(published + 72 * HOUR);
  await keys.perform([]);
  assert.equal(await inForce(keys), '04');
  assert.deepEqual(await serials(keys), ['04', '03'], 'the old one stays published');
  assert.equal(keys.nextDue(), undefined);
  assert.match((await at.log()).join('\n'), /^attivata; certificato 04; pubblicata da almeno 72 ore; processo 1$/m);
});

test('an index that shows the certificate late delays its use: every provider needs a day to fetch it', async () => {
  using at = await ground();
  at.issue();
  const keys = await at.open();
  await keys.notePublished(keys.published());
  at.clock.advance(100 * HOUR);
  await keys.perform([]);
  assert.equal(await inForce(keys), '03');
  assert.ok(keys.nextDue()! < at.clock.now());
  await keys.perform(keys.published());
  assert.equal(keys.nextDue(), at.clock.now() + 24 * HOUR);
});

test('started again, the key in force is in force, and the old one need not be there any more', async () => {
  using at = await ground();
  at.issue();
  const { sha256 } = await readCertificate(await certificateOf('dopo'));
  const before = (await readCertificate(await certificateOf('ora'))).sha256;
  await at.store.commit({ documents: activationDocuments({ sha256, reason: 'prova', at: START }, before) });
  const { key } = at.config.signing;
  if (key.kind === 'file') rmSync(key.key);
  const keys = await at.open();
  assert.equal(await inForce(keys), '04');
  assert.deepEqual(await serials(keys), ['04', '03']);

  // Without the key in force nothing starts: the old one must not sign again.
  const { next } = at.config.signing;
  if (next?.key.kind === 'file') rmSync(next.key.key);
  await assert.rejects(at.open(), /ENOENT/);
  rmSync(next!.certificate);
  await assert.rejects(at.open(), /one that was replaced must not sign again/);
});

test('the orders of the command line are followed while we run: in force at once, and out of the record', async () => {
  using at = await ground();
  at.issue();
  const keys = await at.open();
  const { sha256 } = await readCertificate(await certificateOf('dopo'));
  const old = await readCertificate(await certificateOf('ora'));
  const order = { sha256, reason: 'chiave compromessa', at: START };
  await at.store.commit({ documents: activationDocuments(order, old.sha256) });
  await at.store.commit({
    documents: [{ name: factName('retired', old.sha256), bytes: new Uint8Array(), at: START }],
  });
  assert.equal(await inForce(keys), '03');
  at.clock.advance(10_000);
  await keys.perform([]);
  assert.equal(await inForce(keys), '04');
  assert.deepEqual(await serials(keys), ['04']);
});

test('a next key that cannot be used stops nothing: it is told, and tried again later', async () => {
  using at = await ground('altro@gestore.example');
  at.issue();
  const told: string[] = [];
  const keys = await at.open({ ...silent, error: (facts) => void told.push(String((facts as { err: Error }).err)) });
  assert.equal(await inForce(keys), '03');
  for (let turn = 0; turn < 10; turn++) {
    at.clock.advance(10_000);
    await keys.perform([]);
  }
  assert.equal(told.length, 1);
  assert.match(told[0]!, /does not name posta-certificata@gestore\.example/);
  at.clock.advance(600_000);
  await keys.perform([]);
  assert.equal(told.length, 2);
});

test('an old certificate that has ended makes room at once, and lingers in the record for what is on its way', async () => {
  using at = await ground();
  at.issue();
  const keys = await at.open();
  const { notAfter } = await readCertificate(await certificateOf('ora'));
  at.clock.moveTo(notAfter + 1);
  await keys.perform([]);
  // Both of this test end together: the certificate issued beside is no better, but it is what there is.
  assert.equal(await inForce(keys), '04');
  assert.match((await at.log()).join('\n'), /attivata; certificato 04; la precedente è scaduta/);
  assert.deepEqual(await serials(keys), ['04', '03']);
  at.clock.advance(73 * HOUR);
  assert.deepEqual(await serials(keys), ['04']);
});

/** The authority issues a certificate of three years, and it is put with its key where the settings say. */
async function put(at: Ground, place: SigningConfig, name: string, notBefore: number): Promise<void> {
  const { privateKey } = await testKeys(name);
  const order = { authority: 'uno', keys: name, providerName: 'Gestore', serviceAddress: ADDRESS, serial: name.length };
  const der = await testCertificate({ ...order, notBefore, notAfter: notBefore + 3 * YEAR });
  if (place.key.kind === 'file') writeFileSync(place.key.key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(place.certificate, toPem('CERTIFICATE', der));
  at.clock.advance(10_000);
}

for (const moves of [false, true])
  test(`T132 keys follow each other without a restart, ${moves ? 'moved from place to place' : 'the two places taking turns'}`, async () => {
    using at = await ground();
    const { next: second, ...first } = at.config.signing;
    const places = [first, second!];
    await put(at, first, 'n', START - HOUR);
    let keys = await at.open();
    for (const [turn, name] of ['n1', 'n12', 'n123', 'n1234'].entries()) {
      const { notAfter } = await readCertificate(keys.current().certificate);
      at.clock.moveTo(notAfter - 80 * 24 * HOUR);
      await put(at, places[moves ? 1 : (turn + 1) % 2]!, name, at.clock.now());
      await keys.perform(keys.published());
      assert.equal(await inForce(keys), `0${name.length - 1}`);
      await keys.notePublished(keys.published());
      await keys.perform(keys.published());
      at.clock.moveTo(keys.nextDue()!);
      await keys.perform(keys.published());
      assert.equal(await inForce(keys), `0${name.length}`);
      assert.deepEqual(await serials(keys), [`0${name.length}`, `0${name.length - 1}`]);
      assert.ok((await readCertificate(keys.current().certificate)).notAfter > at.clock.now() + 2 * YEAR);
      assert.equal(keys.nextDue(), undefined);
      if (moves) adopt(first, second!);
      for (let look = 0; look < 2; look++) {
        at.clock.advance(100 * HOUR);
        await keys.perform(keys.published());
        assert.equal(await inForce(keys), `0${name.length}`, 'the one before never comes again');
      }
      // Started anew every other time.
      if (turn % 2 === 0) continue;
      await keys.close();
      keys = await at.open();
      assert.equal(await inForce(keys), `0${name.length}`);
      assert.equal(keys.nextDue(), undefined);
    }
  });

function adopt(first: SigningConfig, second: SigningConfig): void {
  renameSync(second.certificate, first.certificate);
  if (second.key.kind === 'file' && first.key.kind === 'file') renameSync(second.key.key, first.key.key);
}

test('signatures are counted by day and by what was signed, and told each hour and at the end', async () => {
  using at = await ground();
  const keys = await at.open();
  const data = new Uint8Array(40);
  for (let turn = 0; turn < 3; turn++) await keys.current().sign(data, 'M1');
  await keys.current().sign(data, 'M4');
  at.clock.advance(HOUR);
  await keys.perform([]);
  at.clock.advance(24 * HOUR);
  await keys.current().sign(data, 'M1');
  await keys.current().sign(data);
  await keys.close();
  const counts = (await at.store.searchLog({ limit: 100 })).map(readCount).filter((count) => count !== undefined);
  assert.deepEqual(
    counts.map(({ day, serial, uses }) => [day, serial, Object.fromEntries(uses)]),
    [
      ['2026-03-02', '03', { M1: 3, M4: 1 }],
      ['2026-03-03', '03', { M1: 1, altro: 1 }],
    ],
  );
  const log = await at.log();
  assert.match(log[0]!, /^aperta; certificato 03; impronta SHA-256 [0-9a-f]{64}; in un file; processo 1$/);
  assert.equal(log.at(-1), 'chiusa; certificato 03; processo 1');
});

test('a count that the store did not take is told with the next', async () => {
  using at = await ground();
  let isDown = false;
  const commit: Store['commit'] = async (step) => {
    if (isDown) throw new Error('the store is down');
    return await at.store.commit(step);
  };
  const store = new Proxy(at.store, {
    get: (target, name) => {
      if (name === 'commit') return commit;
      const value = target[name as keyof Store] as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const keys = await openSigningKeys(at.config, { store, legalTime: at.clock, log: silent, environment: {} });
  const data = new Uint8Array(40);
  await keys.current().sign(data, 'M1');
  isDown = true;
  at.clock.advance(HOUR);
  await assert.rejects(keys.perform([]), /down/);
  await keys.current().sign(data, 'M1');
  isDown = false;
  await keys.perform([]);
  const [count] = (await at.store.searchLog({ limit: 100 })).map(readCount).filter((one) => one !== undefined);
  assert.deepEqual(Object.fromEntries(count!.uses), { M1: 2 });
});

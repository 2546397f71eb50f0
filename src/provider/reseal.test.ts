import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import { attachHolder, isSameHolder } from '#enrolment';
import type { Card, Store } from '#ports';
import { type Ground, openGround, openVault, type SignInPorts } from '#sign-in';
import { sampleMailbox, T0 } from '#testing';
import { personalDataOf } from './open-enrolment.ts';
import { countOldSeals, forgetLost, resealAll, webhookSecretsOf } from './reseal.ts';
import { readNames, readSignInKeys } from './sign-in-key.ts';

const [FIRST, SECOND] = [1, 2].map((octet) => new Uint8Array(32).fill(octet)) as [Uint8Array, Uint8Array];
const random = seededRandom(1);
const legalTime = memoryClock(T0);
const UGO = 'ugo@pec.alfa.example';
const ADA = 'ada@pec.alfa.example';
const TAX_CODE = 'RSSMRA80A01H501U';

/** The book over a store, with these keys; what it does not need here is not there. */
function groundOf(
  store: Store,
  keys: readonly Uint8Array[],
): { store: Store; legalTime: typeof legalTime; signIn: Ground } {
  const ports = { store, legalTime, monotonic: memoryClock(0), random, keys, notify: () => ({}) };
  return { store, legalTime, signIn: openGround(ports as unknown as SignInPorts) };
}

const personalPorts = (store: Store, keys: readonly Uint8Array[]) => {
  return { store, legalTime, random, personal: personalDataOf(openVault(keys, random)) };
};

/** Ugo with an authenticator alone, Ada with a passkey besides, a holder and a webhook: all under the first key. */
async function openSealed(): Promise<Store> {
  const store = openMemoryStore();
  const vault = openVault([FIRST], random);
  const boxes = ['ugo', 'ada'].map((name) => sampleMailbox(name, { passwordHash: 'kept', hasSecondFactor: true }));
  await store.commit({ accounts: boxes.map((mailbox) => ({ kind: 'put-mailbox', mailbox })) });
  const totp = { sealed: vault.seal('totp', 'SECRET'), since: T0, lastStep: 0 };
  const passkeys = [{ id: 'p', publicKey: 'k', counter: 0, name: 'Chiave', since: T0 }];
  // Ugo's were made before codes could be sealed.
  const recoveryCodes = [vault.mark('recovery-code', 'abcd')];
  const sealedCodes = ['efgh', 'jkmn'].map((code) => vault.seal('recovery-code', hash('sha256', code)));
  const webhook = {
    url: 'https://a.example/',
    state: 'on',
    createdAt: T0,
    secret: vault.seal('webhook', 'w'),
    cursor: '0',
  };
  const cards: Omit<Card, 'version'>[] = [
    { kind: 'sign-in', id: UGO, owner: UGO, value: { totp, recoveryCodes }, at: T0 },
    { kind: 'sign-in', id: ADA, owner: ADA, value: { totp, passkeys, recoveryCodes: sealedCodes }, at: T0 },
    { kind: 'webhook', id: 'w-1', owner: 'ugo', value: webhook, at: T0 },
  ];
  await store.commit({ cards: cards.map((card) => ({ kind: 'put', card })) });
  const evidence = [{ how: 'organisation', organisation: 'o', by: 'anna', at: new Date(T0).toISOString() }] as const;
  const held = { mailbox: 'ugo', address: UGO, kind: 'person', name: 'Ugo', taxCode: TAX_CODE, evidence } as const;
  await store.commit(await attachHolder(held, personalPorts(store, [FIRST])));
  return store;
}

async function keyFile(t: { after(work: () => Promise<void>): void }, ...keys: readonly Uint8Array[]) {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-key-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'sign-in.key');
  const write = (...given: readonly Uint8Array[]) =>
    writeFile(file, given.map((key) => `${Buffer.from(key).toString('base64')}\n`).join(''));
  await write(...keys);
  return { file, write };
}

test('a new key writes while the old one reads, and when all is sealed anew the old one may go', async (t) => {
  const store = await openSealed();
  const { file, write } = await keyFile(t, FIRST);
  const ports = { store, random, now: () => T0 };
  await readSignInKeys(file, ports, {});
  await write(SECOND, FIRST);
  const keys = await readSignInKeys(file, ports, {});
  await write(SECOND);
  await assert.rejects(readSignInKeys(file, ports, {}), /is another one/, 'the old key is still needed');
  const ground = groundOf(store, keys);
  assert.deepEqual(await countOldSeals(ground), { authenticators: 2, personalData: 1, webhooks: 1, recoveryCodes: 1 });
  assert.equal(await isSameHolder('ugo', TAX_CODE, personalPorts(store, keys)), true, 'found before it is marked anew');
  await resealAll(ground);
  assert.deepEqual(await countOldSeals(ground), { authenticators: 0, personalData: 0, webhooks: 0, recoveryCodes: 1 });
  assert.deepEqual(
    (await readNames(store)).map(({ isDone }) => isDone),
    [false, true],
  );
  assert.deepEqual(await readSignInKeys(file, ports, {}), [Buffer.from(SECOND)]);
  const alone = groundOf(store, [SECOND]);
  assert.equal(await isSameHolder('ugo', TAX_CODE, personalPorts(store, [SECOND])), true);
  const secrets = webhookSecretsOf(alone.signIn.vault);
  const { secret } = (await store.card('webhook', 'w-1'))!.value as { secret: string };
  assert.equal(secrets.open(secret), 'w');
  await resealAll(alone);
  const { totp, recoveryCodes } = (await store.card('sign-in', UGO))!.value as {
    totp: { sealed: string };
    recoveryCodes: [];
  };
  assert.equal(alone.signIn.vault.open('totp', totp.sealed), 'SECRET');
  assert.deepEqual(recoveryCodes, [], 'nobody believes that he has codes which no key knows');
  assert.equal(await openCodes(alone.signIn, store), 2, 'those that were sealed went over to the new key');
  assert.equal((await readFile(file, 'utf8')).split('\n').length, 2);
});

/** How many recovery codes of Ada the keys of this book open. */
async function openCodes({ vault }: Ground, store: Store): Promise<number> {
  const { recoveryCodes } = (await store.card('sign-in', ADA))!.value as { recoveryCodes: readonly string[] };
  return recoveryCodes.filter((one) => /^[0-9a-f]{64}$/.test(vault.open('recovery-code', one) ?? '')).length;
}

test('after the key was lost nobody comes in with less than before, and who held what stays as a gap', async () => {
  const store = await openSealed();
  const ground = groundOf(store, [SECOND]);
  const lost = await forgetLost(ground);
  assert.deepEqual(lost, {
    factors: { shutOut: [UGO], lessened: [ADA] },
    personal: { requests: 0, holdings: 1 },
    webhooks: 1,
  });
  const [ugo, ada] = await Promise.all(['ugo', 'ada'].map((id) => store.mailboxById(id)));
  assert.deepEqual([ugo?.passwordHash, ugo?.hasSecondFactor], [undefined, undefined]);
  assert.deepEqual([ada?.passwordHash, ada?.hasSecondFactor], ['kept', true]);
  assert.equal(((await store.card('sign-in', ADA))!.value as { recoveryCodes: [] }).recoveryCodes.length, 0);
  assert.equal(await isSameHolder('ugo', TAX_CODE, personalPorts(store, [SECOND])), undefined);
  const [held] = await store.cards({ kind: 'holding', owner: 'ugo', limit: 10 });
  const { to, isLost } = held!.value as { to: number; isLost: boolean };
  assert.deepEqual([to, isLost], [T0, true]);
  assert.deepEqual((await forgetLost(ground)).factors, { shutOut: [], lessened: [] }, 'again it changes nothing');
});

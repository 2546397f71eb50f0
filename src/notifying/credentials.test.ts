import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import { Refusal } from '#contract';
import { openBearers } from './bearer.ts';
import { type CredentialWish, openCredentials } from './credentials.ts';
import { T0 } from './test-history.ts';

const TOKEN: CredentialWish = { name: 'ERP', kind: 'token', scopes: ['events', 'mail.send', 'events'] };
const CLIENT: CredentialWish = { ...TOKEN, kind: 'client', mailboxes: ['ugo'] };

function house() {
  const store = openMemoryStore();
  const clock = memoryClock(T0);
  const mailboxesOf = async () => new Set(['ugo', 'ada']);
  const ports = { store, legalTime: clock, random: seededRandom(1), digests: nodeDigests, mailboxesOf };
  const credentials = openCredentials(ports);
  const make = (login: string, wish: CredentialWish) =>
    credentials.make(login, wish, async (make) => store.commit(await make()));
  return { store, clock, book: { ...credentials, make }, bearers: openBearers(ports) };
}

const refusal = (code: string, kind?: string) => (error: unknown) =>
  error instanceof Refusal && error.code === code && (kind === undefined || error.kind === kind);

test('a personal token opens what it was made for, until it is revoked or over; its secret is kept nowhere', async () => {
  const { store, clock, book, bearers } = house();
  const made = await book.make('ugo@x.example', { ...TOKEN, expiresAt: new Date(T0 + 5_000).toISOString() });
  assert.match(made.secret, /^cer_[\w-]{43}$/);
  assert.deepEqual(await bearers.bearer(made.secret), {
    login: 'ugo@x.example',
    credential: made.id,
    scopes: ['events', 'mail.send'],
  });
  const kept = JSON.stringify(await store.cards({ kind: 'credential', limit: 9 }));
  assert.ok(!kept.includes(made.secret.slice(4)));
  for (const wrong of ['', 'cer_x', `${made.secret}x`, made.secret.toLowerCase(), 'x'.repeat(10_000), made.id])
    assert.equal(await bearers.bearer(wrong), undefined);
  clock.advance(5_000);
  assert.equal(await bearers.bearer(made.secret), undefined);
  const other = await book.make('ugo@x.example', TOKEN);
  await assert.rejects(book.revoke('ada@x.example', other.id), refusal('not-found'));
  await book.revoke('ugo@x.example', other.id);
  assert.equal(await bearers.bearer(other.secret), undefined);
  assert.equal((await store.searchLog({ limit: 9, event: 'Amministrazione' })).length, 3);
});

test('a client changes its secret for an access token that ends, has no more scopes than it, and dies with it (RFC 6749 4.4)', async () => {
  const { clock, book, bearers, store } = house();
  const made = await book.make('ugo@x.example', CLIENT);
  const order = { clientId: made.id, clientSecret: made.secret };
  const given = await bearers.accessToken({ ...order, scope: 'events' });
  assert.deepEqual([given.expiresInS, given.scopes], [900, ['events']]);
  const expected = { login: 'ugo@x.example', credential: made.id, scopes: ['events'], mailboxes: ['ugo'] };
  assert.deepEqual(await bearers.bearer(given.token), expected);
  assert.equal(await bearers.bearer(made.secret), undefined, 'the secret itself opens nothing');

  const wrong = refusal('invalid_client', 'unknown');
  await assert.rejects(bearers.accessToken({ ...order, clientSecret: `${made.secret}x` }), wrong);
  await assert.rejects(bearers.accessToken({ ...order, clientId: 'nobody' }), wrong);
  await assert.rejects(bearers.accessToken({ ...order, clientId: 'a b' }), wrong);
  const personal = await book.make('ugo@x.example', TOKEN);
  await assert.rejects(bearers.accessToken({ clientId: personal.id, clientSecret: personal.secret }), wrong);
  await assert.rejects(bearers.accessToken({ ...order, scope: 'events administration' }), refusal('invalid_scope'));

  clock.advance(900_000);
  assert.equal(await bearers.bearer(given.token), undefined);
  assert.equal(await bearers.forgetOld(), 1);
  const second = await bearers.accessToken(order);
  await book.revoke('ugo@x.example', made.id);
  assert.equal(await bearers.bearer(second.token), undefined);
  assert.equal(await store.countCards('access-token'), 1);
});

test('credentials are made for what is open alone, and not without end', async () => {
  const { book } = house();
  await assert.rejects(book.make('u', { ...TOKEN, mailboxes: ['eva'] }), refusal('mailbox-not-open'));
  await assert.rejects(book.make('u', { ...TOKEN, expiresAt: new Date(T0).toISOString() }), refusal('expiry-past'));
  for (let made = 0; made < 50; made++) await book.make('u', TOKEN);
  await assert.rejects(book.make('u', TOKEN), refusal('too-many-credentials'));
  assert.equal((await book.list('u')).length, 50);
  assert.deepEqual(await book.list('v'), []);
});

test('that a token was used is noted, at most once an hour', async () => {
  const { book, bearers, clock, store } = house();
  const { secret, id } = await book.make('u', TOKEN);
  await Promise.all(Array.from({ length: 5 }, () => bearers.bearer(secret)));
  await new Promise((resolve) => setImmediate(resolve));
  const versions = async () => (await store.card('credential', id))?.version;
  assert.equal(await versions(), 2);
  assert.equal((await book.list('u'))[0]?.lastUsed, '2026-03-01T10:00:00.000+01:00');
  await bearers.bearer(secret);
  clock.advance(3_600_000);
  await bearers.bearer(secret);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await versions(), 3);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import type { AccountChange, MailFolder } from '#ports';
import { type DelegateWish, openDelegates } from './delegates.ts';
import { BOX, grantTo, HOUR_MS, openTeam, T0 } from './test-team.ts';

const WISH: DelegateWish = { level: 'read', maySend: false, needsApproval: false, mayApprove: false };

async function house(...accounts: readonly AccountChange[]) {
  const team = await openTeam(...accounts);
  const mail = { folders: async () => ['7', '8'].map((id) => ({ id }) as MailFolder) };
  return { ...team, delegates: openDelegates({ ...team, mail }) };
}

const codeOf = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test('a holder lets somebody in, with his name, and the message log tells who did it', async () => {
  const { delegates, store } = await house();
  const expiresAt = '2026-06-01T00:00:00.000+02:00';
  const wish: DelegateWish = { ...WISH, maySend: true, needsApproval: true, folders: ['7', '7'], expiresAt };
  const expected = { ...wish, login: 'anna', name: 'Anna Verdi', folders: ['7'] };
  assert.deepEqual(await delegates.put(BOX, 'anna', wish, BOX.address), expected);
  assert.deepEqual(await delegates.list(BOX), [expected]);
  const [record] = await store.searchLog({ limit: 1, newestFirst: true });
  assert.equal(record?.event, 'Amministrazione');
  assert.equal(record?.utente, BOX.address);
  assert.match(
    record?.eccezioni?.[0] ?? '',
    /delega a anna: read, invio, cartelle 7, con approvazione, fino a 2026-06-01/,
  );
  await delegates.remove(BOX, 'anna', BOX.address);
  assert.deepEqual(await delegates.list(BOX), []);
  await assert.rejects(delegates.remove(BOX, 'anna', BOX.address), codeOf('not-found'));
});

test('what cannot be granted is refused, and nothing is changed', async () => {
  const { delegates, store } = await house();
  const cases: readonly (readonly [login: string, wish: DelegateWish, code: string])[] = [
    ['nobody', WISH, 'no-such-login'],
    [BOX.address, WISH, 'own-mailbox'],
    ['anna', { ...WISH, folders: ['9'] }, 'no-such-folder'],
    ['anna', { ...WISH, expiresAt: new Date(T0).toISOString() }, 'expiry-past'],
    ['anna', { ...WISH, maySend: true, mayApprove: true, needsApproval: true }, 'approval-contradicts'],
    ['anna', { ...WISH, mayApprove: true }, 'approval-contradicts'],
  ];
  for (const [login, wish, code] of cases)
    await assert.rejects(delegates.put(BOX, login, wish, BOX.address), codeOf(code), code);
  await assert.rejects(
    delegates.put({ ...BOX, kind: 'service' }, 'anna', { ...WISH, maySend: true }, BOX.address),
    codeOf('service-mailbox'),
  );
  assert.deepEqual(await store.grants({ mailbox: BOX.id }), []);
});

test('who was let in until an hour that has come works here no more', async () => {
  const { delegates, clock } = await house(grantTo('anna', { expiresAt: T0 + HOUR_MS }));
  assert.equal((await delegates.list(BOX)).length, 1);
  clock.advance(HOUR_MS);
  assert.deepEqual(await delegates.list(BOX), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryClock, openMemoryStore } from '#adapters/memory';
import { loginBrake } from '#doors/brakes';
import { T0 } from '#testing';
import { openLoginLocks } from './login-locks.ts';

const WINDOW_MS = 600_000;
const wrong = async () => ({ ok: false }) as const;
const right = async () => ({ ok: true }) as const;

/** Two processes of one provider. */
function house() {
  const clock = memoryClock(T0);
  const store = openMemoryStore();
  const faults: unknown[] = [];
  const locks = () => openLoginLocks({ store, legalTime: clock, report: (fault) => void faults.push(fault) });
  const limits = { failuresPerUser: 3, failuresPerName: 4, failuresPerPeer: 6, windowMs: WINDOW_MS, delayMs: 0 };
  const brake = () => loginBrake(clock, limits, locks());
  return { clock, store, brake, locks, faults };
}

test('who is locked out by one process is locked out by all, for as long', async () => {
  const { clock, brake } = house();
  const [one, two] = [brake(), brake()];
  for (let time = 0; time < 3; time++) assert.ok(await one.attempt('192.0.2.7', 'mario', wrong));
  assert.equal(await two.attempt('192.0.2.7', 'Mario', right), undefined);
  assert.deepEqual(await two.attempt('192.0.2.7', 'anna', right), { ok: true }, 'another name is free');
  clock.advance(WINDOW_MS + 1);
  assert.deepEqual(await two.attempt('192.0.2.7', 'mario', right), { ok: true });
});

test('a name locked for strangers is free at every process where it came in at any of them', async () => {
  const { brake } = house();
  const [one, two] = [brake(), brake()];
  assert.ok((await one.attempt('192.0.2.1', 'mario', right))?.ok);
  for (let peer = 10; peer < 14; peer++) await two.attempt(`192.0.2.${peer}`, 'mario', wrong);
  assert.equal(await one.attempt('192.0.2.20', 'mario', right), undefined, 'a stranger waits at both');
  assert.deepEqual(await two.attempt('192.0.2.1', 'mario', right), { ok: true }, 'the holder at neither');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await one.attempt('192.0.2.30', name, wrong);
  assert.equal(await two.attempt('192.0.2.30', 'anna', right), undefined, 'one who tries many names');
});

test('no name and no address stands in the store in clear; what is over goes', async () => {
  const { clock, store, brake, locks } = house();
  const one = brake();
  await one.attempt('192.0.2.1', 'mario', right);
  for (let time = 0; time < 3; time++) await one.attempt('192.0.2.7', 'mario', wrong);
  const cards = [
    ...(await store.cards({ kind: 'login-lock', limit: 9 })),
    ...(await store.cards({ kind: 'login-known', limit: 9 })),
  ];
  assert.equal(cards.length, 2);
  assert.doesNotMatch(JSON.stringify(cards), /mario|192\.0/);
  assert.equal(await locks().sweep(), 0);
  clock.advance(2 * 86_400_000);
  assert.equal(await locks().sweep(), 1);
});

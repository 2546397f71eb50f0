import assert from 'node:assert/strict';
import test from 'node:test';
import { hourlyBrake } from './hourly-brake.ts';
import { loginBrake } from './login-brake.ts';
import { peerCount } from './peer-count.ts';

const wrong = async () => ({ ok: false }) as const;
const right = async () => ({ ok: true }) as const;

test('one peer cannot take every connection, and leaving makes room', () => {
  const count = peerCount({ total: 3, perPeer: 2 });
  assert.deepEqual(
    [count.enter('a'), count.enter('a'), count.enter('a'), count.enter('b'), count.enter('c')],
    [true, true, false, true, false],
  );
  count.leave('a');
  count.leave('nobody');
  assert.ok(count.enter('c'));
  assert.ok(!count.enter('a'));
});

test('after too many failures the password is not looked at, until the window is over', async () => {
  let now = 0;
  const brake = loginBrake({ now: () => now }, { failuresPerUser: 2, windowMs: 1000, delayMs: 0 });
  assert.deepEqual(await brake.attempt('p', 'mario', wrong), { ok: false });
  assert.deepEqual(await brake.attempt('p', 'Mario', wrong), { ok: false });
  assert.equal(await brake.attempt('p', 'MARIO', right), undefined);
  assert.deepEqual(await brake.attempt('p', 'anna', right), { ok: true });
  assert.deepEqual(await brake.attempt('q', 'mario', right), { ok: true });
  now = 1001;
  assert.deepEqual(await brake.attempt('p', 'mario', right), { ok: true });
});

test('a success forgives the failures before it; many names from one peer are braked together', async () => {
  const brake = loginBrake({ now: () => 0 }, { failuresPerUser: 2, failuresPerPeer: 4, delayMs: 0 });
  await brake.attempt('p', 'mario', wrong);
  await brake.attempt('p', 'mario', right);
  await brake.attempt('p', 'mario', wrong);
  assert.deepEqual(await brake.attempt('p', 'mario', right), { ok: true });
  for (const user of ['a', 'b']) await brake.attempt('p', user, wrong);
  assert.equal(await brake.attempt('p', 'mario', right), undefined);
});

test('a check that could not be made counts as no failure', async () => {
  const brake = loginBrake({ now: () => 0 }, { failuresPerUser: 1, delayMs: 0 });
  const broken = () => Promise.reject(new Error('database away'));
  await assert.rejects(brake.attempt<{ ok: boolean }>('p', 'mario', broken), /database away/);
  assert.deepEqual(await brake.attempt('p', 'mario', right), { ok: true });
});

test('in any sixty minutes each may have so many and no more; what came to nothing does not count', () => {
  let now = 0;
  const brake = hourlyBrake({ now: () => now }, 2);
  const take = (who = 'mario') => brake.take(who);
  assert.ok(take());
  now = 1_800_000;
  assert.ok(take());
  assert.deepEqual([brake.isOn('mario'), take(), take('anna'), brake.isOn('anna')], [true, false, true, false]);
  brake.giveBack('mario');
  assert.deepEqual([take(), take()], [true, false]);
  now = 3_600_000;
  assert.deepEqual([take(), take()], [true, false], 'the first of them is an hour old');
  now = 5_400_000;
  assert.deepEqual([take(), take()], [true, false]);
  brake.giveBack('nobody');
});

test('without a limit there is no brake', () => {
  const brake = hourlyBrake({ now: () => 0 }, undefined);
  for (let count = 0; count < 1000; count++) assert.ok(brake.take('mario'));
  assert.ok(!brake.isOn('mario'));
});

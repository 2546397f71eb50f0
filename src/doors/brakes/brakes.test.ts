import assert from 'node:assert/strict';
import test from 'node:test';
import { hourlyBrake } from './hourly-brake.ts';
import { loginBrake } from './login-brake.ts';
import { peerCount } from './peer-count.ts';
import { peerNetwork } from './peer-network.ts';

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

test('many peers that guess one name lock it for strangers alone, and only for a while', async () => {
  let now = 0;
  const brake = loginBrake({ now: () => now }, { failuresPerName: 3, windowMs: 1000, delayMs: 0 });
  assert.deepEqual(await brake.attempt('home', 'mario', right), { ok: true });
  for (const peer of ['a', 'b', 'c']) assert.deepEqual(await brake.attempt(peer, 'mario', wrong), { ok: false });
  assert.equal(await brake.attempt('new', 'mario', right), undefined, 'a stranger waits, whoever he is');
  assert.equal(await brake.attempt('a', 'Mario', wrong), undefined);
  assert.deepEqual(
    await brake.attempt('home', 'mario', wrong),
    { ok: false },
    'looked at where the name came in before',
  );
  assert.deepEqual(await brake.attempt('home', 'mario', right), { ok: true });
  assert.equal(await brake.attempt('new', 'mario', right), undefined, 'which lifts nothing for others');
  assert.deepEqual(await brake.attempt('a', 'anna', right), { ok: true }, 'other names are free');
  now = 1001;
  assert.deepEqual(await brake.attempt('new', 'mario', right), { ok: true });
});

test('a right password that does not open this door is no guess: it locks nobody else out', async () => {
  const brake = loginBrake(
    { now: () => 0 },
    { failuresPerUser: 3, failuresPerName: 2, failuresPerPeer: 2, delayMs: 0 },
  );
  const revoked = async () => ({ ok: false, isKnown: true }) as const;
  for (let time = 0; time < 3; time++) assert.ok(await brake.attempt('p', 'mario', revoked));
  assert.equal(await brake.attempt('p', 'mario', revoked), undefined, 'but such a program must wait');
  assert.deepEqual(await brake.attempt('q', 'mario', right), { ok: true });
  assert.deepEqual(await brake.attempt('p', 'anna', right), { ok: true });
});

test('guesses made at the same time are no more than one after the other; right logins all come in', async () => {
  const brake = loginBrake({ now: () => 0 }, { failuresPerUser: 3, delayMs: 0 });
  let looked = 0;
  const guess = async () => {
    looked++;
    await new Promise(setImmediate);
    return { ok: false };
  };
  const answers = await Promise.all(Array.from({ length: 50 }, () => brake.attempt('p', 'mario', guess)));
  assert.deepEqual([looked, answers.filter((answer) => answer === undefined).length], [3, 47]);
  const entered = await Promise.all(Array.from({ length: 50 }, () => brake.attempt('p', 'anna', right)));
  assert.ok(entered.every((answer) => answer?.ok));
});

test('the addresses of one IPv6 subscriber are one peer', async () => {
  const table = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
  ] as const;
  for (const [peer, network] of table) assert.equal(peerNetwork(peer), network, peer);
  const brake = loginBrake({ now: () => 0 }, { failuresPerUser: 2, delayMs: 0 });
  for (const last of [1, 2]) await brake.attempt(`2001:db8::${last}`, 'mario', wrong);
  assert.equal(await brake.attempt('2001:db8::3', 'mario', right), undefined);
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

test('a name is counted once, whatever mailbox it is said to open', async () => {
  const limits = { failuresPerUser: 3, failuresPerName: 5, delayMs: 0 };
  const brake = loginBrake({ now: () => 0 }, limits);
  for (const box of ['a@x', 'b@x', 'c*d@x']) await brake.attempt('p', `${box}*Mario`, wrong);
  assert.equal(await brake.attempt('p', 'mario', right), undefined);
  for (const box of ['e@x', 'f@x']) await brake.attempt(box, `${box}*mario`, wrong);
  assert.equal(await brake.attempt('r', 'g@x*mario', right), undefined);
  assert.deepEqual(await brake.attempt('r', 'mario*anna', right), { ok: true });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MailboxStatus } from '#ports';
import { openWorld } from '#testing';

const MARIO = 'mario@pec.alfa.example';
const UFFICIO = 'ufficio@pec.beta.example';
const PIPPO = 'pippo@posta.example';
const ORDINARY = { from: PIPPO, to: UFFICIO, subject: 'Ordinaria' };

const STANDINGS: readonly (readonly [MailboxStatus, receipt: string, ordinary: RegExp])[] = [
  ['active', 'M11', /^250/],
  ['receive-only', 'M11', /^250/],
  ['suspended', 'M14', /^550 5\.2\.1/],
  ['read-only', 'M14', /^550 5\.2\.1/],
  ['revoked', 'M14', /^550 5\.1\.1/],
];

for (const [status, receipt, ordinary] of STANDINGS) {
  test(`C26 a mailbox that is ${status} gives the sender ${receipt} (spec 11.9)`, async () => {
    const world = await openWorld();
    await world.change(UFFICIO, { status });
    await world.submit({ from: MARIO, to: UFFICIO });
    await world.settle();
    const got = await world.inbox(MARIO);
    assert.deepEqual(
      got.map(({ number }) => number),
      ['M1', receipt],
    );
    const wanted = status === 'revoked' ? '5.1.1' : '5.2.1';
    if (receipt === 'M14') assert.match(got[1]!.daticert?.erroreEsteso ?? '', new RegExp(wanted));
    const [reply] = await world.sendOrdinary(ORDINARY);
    assert.match(reply!.reply, ordinary);
  });
}

test('what was sent before a mailbox became read-only still brings its receipts into it', async () => {
  const world = await openWorld();
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.change(MARIO, { status: 'read-only' });
  await world.settle();
  assert.deepEqual(await world.numbers(MARIO), ['M1', 'M11']);
});

const forwarding = { ordinaryMail: { kind: 'forward', to: 'ufficio@posta.example' } } as const;

test('forwarded ordinary mail goes on as it came, with its own sender; nothing is kept and nothing is certified', async () => {
  const world = await openWorld();
  await world.change(UFFICIO, forwarding);
  const [reply] = await world.sendOrdinary(ORDINARY);
  assert.match(reply!.reply, /^250/);
  await world.settle();
  assert.deepEqual(await world.numbers(UFFICIO), []);
  const [forwarded] = await world.ordinary.inbox('ufficio@posta.example');
  assert.equal(forwarded?.number, 'ordinary');
  assert.match(forwarded.text, /^Subject: Ordinaria/m);
  const hop = world.wire.find(({ recipients }) => recipients.includes('ufficio@posta.example'));
  assert.equal(hop?.mailFrom, PIPPO);
  const [told] = await world.log('beta', 'RicezioneOrdinaria');
  assert.match(told?.erroreEsteso ?? '', /inoltrata a ufficio@posta\.example/);
});

test('certified mail is delivered where ordinary mail is forwarded', async () => {
  const world = await openWorld();
  await world.change(UFFICIO, forwarding);
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.settle();
  assert.deepEqual(await world.numbers(UFFICIO), ['M4']);
  assert.deepEqual(await world.ordinary.inbox('ufficio@posta.example'), []);
});

test('forwarded mail that nobody takes is told to its sender', async () => {
  const world = await openWorld();
  await world.change(UFFICIO, forwarding);
  world.ordinary.unknown.add('ufficio@posta.example');
  await world.sendOrdinary(ORDINARY);
  await world.settle();
  const [told] = await world.ordinary.inbox(PIPPO);
  assert.match(told?.text ?? '', /^Status: 5\.1\.1/m);
});

test('attempts that were ended by hand bring the sender M14 that says so, not that 24 hours have passed', async () => {
  const world = await openWorld();
  world.fate = () => 'deferred';
  await world.submit({ from: MARIO, to: UFFICIO });
  await world.settle();
  const { store } = world.member('alfa').process;
  const [job] = await store.jobs(10);
  assert.equal(job!.token, '', 'nobody holds it');
  const at = world.clock.now();
  const work = { ...job!.work, givenUp: { by: 'anna' } };
  await store.commit({
    expects: [{ kind: 'lease', jobId: job!.id, token: '' }],
    retry: [{ jobId: job!.id, runAt: at, error: 'x', work }],
  });
  await world.settle();
  const got = await world.inbox(MARIO);
  assert.deepEqual(
    got.map(({ number }) => number),
    ['M1', 'M14'],
  );
  assert.match(got[1]!.text, /interrotti dal gestore/);
  assert.doesNotMatch(got[1]!.text, /24 ore/);
  assert.equal(await store.openJobs(), 0);
});

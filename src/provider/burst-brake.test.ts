import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptSubmission } from '#access-point';
import { FROZEN_REPLY, openLogins } from '#accounts';
import { memoryClock, openMemoryStore } from '#adapters/memory';
import type { Mailbox } from '#ports';
import { mailboxStep, sampleMailbox, sampleRecord } from '#testing';
import { BurstBrake, type BurstLimits } from './burst-brake.ts';
import { holderPace } from './holder-pace.ts';
import { openSendingGate, type SendingWay } from './sending-gate.ts';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
/** Sunday, 22 November 2026, 01:27 in Rome. */
const NIGHT = Date.parse('2026-11-22T01:27:00+01:00');
const DAY = Date.parse('2026-11-23T10:00:00+01:00');
const UGO = 'ugo@pec.alfa.example';
const LIMITS: BurstLimits = { perHour: 60, perNightHour: 20 };

async function house(
  at: number,
  given: { limits?: BurstLimits; mailbox?: Partial<Mailbox>; exempt?: readonly string[] } = {},
) {
  const store = openMemoryStore();
  const clock = memoryClock(at);
  await store.commit(mailboxStep(sampleMailbox('ugo', given.mailbox)));
  const told: number[] = [];
  const bursts = new BurstBrake({
    store,
    legalTime: clock,
    limits: given.limits ?? LIMITS,
    exempt: given.exempt ?? [],
    async freeze({ id }, count) {
      told.push(count);
      const frozen = { since: clock.now(), by: 'brake' } as const;
      await store.commit({ accounts: [{ kind: 'change-mailbox', id, change: { frozen } }] });
    },
  });
  const gate = openSendingGate(holderPace(undefined, clock), bursts);
  /** Hands one in: what the door reads anew, the gate, and an access point that takes everything that is not frozen. */
  async function send(way: SendingWay = 'mail-program'): Promise<number> {
    const mailbox = (await store.mailbox(UGO))!;
    const accept = async () => {
      if (mailbox.frozen) return FROZEN_REPLY;
      await store.commit({ log: [sampleRecord({ instant: clock.now(), mittente: UGO })] });
      return { code: 250, enhanced: '2.6.0', text: 'ok' };
    };
    return (await gate.pass(mailbox, way, accept)).code;
  }
  async function sendMany(count: number, withinMs: number, way?: SendingWay): Promise<number> {
    let taken = 0;
    for (let sent = 0; sent < count; sent++) {
      if ((await send(way)) === 250) taken++;
      clock.advance(Math.floor(withinMs / count));
    }
    return taken;
  }
  const release = () => store.commit({ accounts: [{ kind: 'change-mailbox', id: 'ugo', change: { frozen: null } }] });
  return { store, clock, gate, told, send, sendMany, release };
}

test('a night burst of 500 messages between 01:27 and 02:14 stops after 20, durably and told once', async () => {
  const { store, gate, told, sendMany } = await house(NIGHT);
  assert.equal(await sendMany(500, 47 * MINUTE_MS), 20);
  assert.deepEqual(told, [20]);
  const mailbox = (await store.mailbox(UGO))!;
  assert.equal(mailbox.frozen?.by, 'brake');
  assert.deepEqual(gate.putOff(mailbox), FROZEN_REPLY);
  const standing = await openLogins({ store, legalTime: { now: () => NIGHT }, verifyPassword: async () => true }).enter(
    UGO,
    'x',
    'read',
  );
  assert.ok(standing.ok, 'reading goes on');
});

test('many at the same time are no more than one after the other', async () => {
  const { send } = await house(NIGHT);
  const replies = await Promise.all(Array.from({ length: 200 }, () => send()));
  assert.equal(replies.filter((code) => code === 250).length, 20);
});

test('what a door read before the freeze passes no more after it', async () => {
  const { store, gate, sendMany } = await house(NIGHT);
  const before = (await store.mailbox(UGO))!;
  await sendMany(21, MINUTE_MS);
  const late = await gate.pass(before, 'mail-program', async () => ({ code: 250, enhanced: '2.6.0', text: 'ok' }));
  assert.deepEqual(late, FROZEN_REPLY);
});

test('by day more is usual, and who has always sent much may go on', async () => {
  assert.equal(await (await house(DAY)).sendMany(100, 30 * MINUTE_MS), 60);
  const { store, sendMany } = await house(DAY);
  const busy = Array.from({ length: 100 }, (_, n) =>
    sampleRecord({ instant: DAY - 3 * DAY_MS + n * 10_000, mittente: UGO }),
  );
  await store.commit({ log: busy });
  assert.equal(await sendMany(1_000, HOUR_MS - MINUTE_MS), 300);
});

test('what is usual by day is not so by night', async () => {
  const { store, sendMany } = await house(NIGHT);
  const busy = Array.from({ length: 100 }, (_, n) =>
    sampleRecord({ instant: DAY - 7 * DAY_MS + n * 10_000, mittente: UGO }),
  );
  await store.commit({ log: busy });
  assert.equal(await sendMany(500, 47 * MINUTE_MS), 20);
});

test('slowly, whatever the number, it is no burst; nor in a merge, by a program, or where limits were granted by name', async () => {
  assert.equal(await (await house(NIGHT)).sendMany(100, 7 * HOUR_MS), 100);
  for (const way of ['merge', 'program'] as const)
    assert.equal(await (await house(NIGHT)).sendMany(100, HOUR_MS, way), 100);
  const granted = await house(NIGHT, { mailbox: { policy: { submissionsPerHour: 500 } } });
  assert.equal(await granted.sendMany(100, HOUR_MS), 100);
  assert.equal(await (await house(NIGHT, { exempt: [UGO] })).sendMany(100, HOUR_MS), 100);
  assert.equal(await (await house(NIGHT, { limits: { ...LIMITS, addresses: ['ada@x'] } })).sendMany(100, HOUR_MS), 100);
  assert.equal(await (await house(NIGHT)).sendMany(100, HOUR_MS, 'pages'), 20, 'but from the pages it is');
});

test('who was stopped and let it go on is not stopped again at once', async () => {
  const { sendMany, release } = await house(NIGHT);
  assert.equal(await sendMany(25, 10 * MINUTE_MS), 20);
  await release();
  assert.equal(await sendMany(150, 30 * MINUTE_MS), 150);
});

test('what the access point did not take does not count', async () => {
  const { store, gate, send } = await house(NIGHT);
  const mailbox = (await store.mailbox(UGO))!;
  const busy = { code: 451, enhanced: '4.3.0', text: 'later' };
  for (let tries = 0; tries < 50; tries++)
    assert.equal((await gate.pass(mailbox, 'pages', async () => busy)).code, 451);
  await assert.rejects(gate.pass(mailbox, 'pages', () => Promise.reject(new Error('disk'))));
  assert.equal(await send(), 250);
});

test('the access point takes nothing of a frozen mailbox, whoever hands it in', async () => {
  const mailbox = sampleMailbox('ugo', { frozen: { since: NIGHT, by: 'holder' } });
  const submission = { mailbox } as Parameters<typeof acceptSubmission>[0];
  const untouched = new Proxy({}, { get: () => assert.fail('nothing was looked at') });
  const reply = await acceptSubmission(submission, untouched as Parameters<typeof acceptSubmission>[1]);
  assert.deepEqual([reply.code, reply.enhanced], [550, '5.7.1']);
  assert.match(reply.text, /invio da questa casella e' fermo.*sending from this mailbox is stopped/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeDigests } from '#adapters/files';
import { memoryBlobs, memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import type { Refusal } from '#contract';
import { jobsToSend, type Outgoing } from '#issuing';
import { openArrivalsWatch, type TakeArrivals } from './arrivals.ts';
import { isAutomatic } from './look-into-mailbox.ts';
import type { NoticeSettings } from './notice-cards.ts';
import { openNoticeSettings } from './notice-settings.ts';
import { openNotices } from './notices.ts';
import { boxOf, openHistory, T0, type Turn } from './test-history.ts';

const UGO = boxOf('ugo');
const HOUR_MS = 3_600_000;
const IN: Turn = { what: 'in', who: 0, message: 0, to: 0 };
const ODD: Turn = { ...IN, what: 'anomaly' };
const isCertified = (address: string) => address.endsWith('@pec.alfa.example');
const issuer = {
  name: 'Gestore Alfa',
  domain: 'gestore-alfa.example',
  serviceAddress: 'posta-certificata@gestore-alfa.example',
};

async function house(turns: readonly Turn[], settings: Partial<NoticeSettings> = {}) {
  const log = openHistory(turns);
  const { store, tail } = log;
  const clock = memoryClock(T0);
  await store.commit({ accounts: [{ kind: 'put-mailbox', mailbox: UGO }] });
  const random = seededRandom(1);
  const routing = { isOwnDomain: (domain: string) => domain === 'pec.alfa.example', index: () => undefined };
  const unread = new Set<string>();
  const automatic = new Set<string>();
  const notices = openNotices({
    ...{ store, legalTime: clock, random, digests: nodeDigests, isCertified },
    issuing: { issuer, jobsToSend: (outgoing: Outgoing) => jobsToSend(outgoing, routing, random) },
    isAutomatic: async (stored) => automatic.has(stored),
    isUnread: async (_, identificativo) => unread.has(identificativo),
  });
  const watch = (...more: readonly TakeArrivals[]) =>
    openArrivalsWatch({
      ...{ store, tail, legalTime: clock, takers: [notices.take, ...more] },
      report: (error) => assert.fail(String(error)),
    });
  const book = openNoticeSettings({ store, legalTime: clock, isCertified });
  const wish: NoticeSettings = {
    version: 0,
    addresses: ['capo@posta.example'],
    on: 'certified',
    escalation: [],
    ...settings,
  };
  await book.write(UGO, wish);
  const sent = async () => {
    const jobs = await store.jobs(100);
    return await Promise.all(
      jobs.map(async ({ work }) => {
        assert.equal(work.kind, 'relay');
        const { messageId, mailFrom, recipients } = work as Extract<typeof work, { kind: 'relay' }>;
        const [piece] = (await store.message(messageId))!.rope;
        return { mailFrom, to: recipients.join(), text: new TextDecoder().decode(piece as Uint8Array) };
      }),
    );
  };
  return { ...log, clock, notices, watch, book, sent, unread, automatic };
}

test('a certified arrival is told of once, by ordinary mail that says so, without a word of its content', async () => {
  const { watch, grow, sent } = await house([IN]);
  const running = watch();
  await running.start();
  await running.settle();
  await grow();
  await running.settle();
  await running.stop();
  const again = watch();
  await again.start();
  await again.settle();
  await again.stop();
  const letters = await sent();
  assert.equal(letters.length, 1);
  const { mailFrom, to, text } = letters[0]!;
  assert.deepEqual([mailFrom, to], ['', 'capo@posta.example']);
  assert.match(text, /^From: non-rispondere@gestore-alfa\.example\r$/m);
  assert.match(text, /^Auto-Submitted: auto-generated\r$/m);
  assert.match(text, /da: x@pec\.beta\.example/);
  assert.match(text, /oggetto: In 0/);
  assert.match(text, /NON HA VALORE LEGALE/);
  assert.match(text, /HAS NO LEGAL VALUE/);
  assert.doesNotMatch(text, /X-Trasporto|X-Ricevuta|smime/i);
});

test('many that come at once are told of together, and no mailbox tells more often than every ten minutes', async () => {
  const { watch, grow, sent, clock, notices } = await house(Array.from({ length: 70 }, () => IN));
  const running = watch();
  await running.start();
  await running.settle();
  for (let more = true; more; ) {
    more = await grow(7);
    await running.settle();
    clock.advance(30_000);
    await notices.runDue();
  }
  assert.equal((await sent()).length, 1);
  clock.advance(300_000);
  assert.equal(await notices.runDue(), 1);
  const letters = await sent();
  assert.equal(letters.length, 2);
  assert.match(letters[1]!.text, /63 nuovi messaggi/);
  assert.match(letters[1]!.text, /e altri 13\./);
  clock.advance(HOUR_MS);
  assert.equal(await notices.runDue(), 0);
  await running.stop();
});

test('mail that is not certified is told of only where all is wanted, as not certified, and never what a machine wrote', async () => {
  for (const on of ['certified', 'everything', 'nothing'] as const) {
    const { watch, grow, sent, automatic } = await house([ODD, ODD], { on });
    automatic.add('m1');
    const running = watch();
    await running.start();
    await running.settle();
    await grow(2);
    await running.settle();
    await running.stop();
    const letters = await sent();
    assert.equal(letters.length, on === 'everything' ? 1 : 0, on);
    if (on !== 'everything') continue;
    assert.match(letters[0]!.text, /NON certificata/);
    assert.match(letters[0]!.text, /Odd 0/);
    assert.doesNotMatch(letters[0]!.text, /Odd 1/);
  }
});

test('what is unread after the hours set is told of again, step by step, until somebody reads it', async () => {
  const escalation = [
    { afterHours: 24, addresses: ['capo@posta.example'] },
    { afterHours: 4, addresses: ['anna@posta.example', 'ugo@posta.example'] },
    { afterHours: 48, addresses: ['sindaco@posta.example'] },
  ];
  const { watch, grow, sent, clock, notices, unread, store } = await house([IN, IN], { addresses: [], escalation });
  const running = watch();
  await running.start();
  await running.settle();
  await grow(2);
  await running.settle();
  unread.add('opec0@gestore-beta.example').add('opec1@gestore-beta.example');
  assert.deepEqual(await sent(), []);
  clock.moveTo((await store.nextDue())!);
  assert.equal(clock.now(), T0 + 4 * HOUR_MS);
  await notices.runDue();
  clock.advance(1_000);
  unread.delete('opec1@gestore-beta.example');
  await notices.runDue();
  clock.moveTo(T0 + 24 * HOUR_MS);
  await notices.runDue();
  unread.clear();
  clock.moveTo(T0 + 49 * HOUR_MS);
  await notices.runDue();
  const told = (await sent()).map(
    ({ to, text }) => `${to} ${/non letta da (\d+) ore/.exec(text.replaceAll('=\r\n', '').replaceAll('_', ' '))?.[1]}`,
  );
  // Those of one instant are in no order.
  assert.deepEqual(told.toSorted(), ['anna@posta.example 4', 'capo@posta.example 24', 'ugo@posta.example 4']);
  assert.equal(await store.countCards('notice-escalation'), 0);
  await running.stop();
});

test('a card that cannot be worked on keeps neither the others nor the clock waiting', async () => {
  const escalation = [{ afterHours: 4, addresses: ['anna@posta.example'] }];
  const { watch, grow, sent, clock, notices, unread, store } = await house([IN], { addresses: [], escalation });
  const bad = { kind: 'notice-escalation', id: 'ada bad', owner: 'ada', value: {}, at: T0, dueAt: T0 };
  await store.commit({ cards: [{ kind: 'put', card: bad, was: 0 }] });
  const running = watch();
  await running.start();
  await running.settle();
  await grow(1);
  await running.settle();
  unread.add('opec0@gestore-beta.example');
  clock.moveTo(T0 + 4 * HOUR_MS + 1_000);
  await assert.rejects(notices.runDue());
  assert.equal((await sent()).length, 1);
  assert.equal(await notices.runDue(), 0);
  await running.stop();
});

test('a mailbox of which nothing can be told stops the arrivals of no other', async () => {
  const { store, tail, grow, clock, notices } = await house([{ ...IN, who: 1 }, IN]);
  await store.commit({ accounts: [{ kind: 'put-mailbox', mailbox: boxOf('ada') }] });
  const told: string[] = [];
  const faults: unknown[] = [];
  const take: TakeArrivals = async ({ id }) => {
    if (id === 'ada') throw new Error('a card that cannot be read');
    told.push(id);
    return {};
  };
  const running = openArrivalsWatch({
    ...{ store, tail, legalTime: clock, takers: [take, notices.take] },
    report: (error) => faults.push(error),
  });
  await running.start();
  await running.settle();
  await grow(2);
  await running.settle().catch(() => {});
  for (let tries = 0; tries < 5; tries++) await running.again().catch(() => {});
  assert.equal(told.at(-1), UGO.id);
  assert.equal(await store.countCards('notice'), 1);
  await running.stop();
});

test('two processes and restarts at any moment do about each arrival what is to be done once', async () => {
  const { watch, grow, sent, clock, notices } = await house(Array.from({ length: 12 }, () => IN));
  const taken: string[] = [];
  const cardOf: TakeArrivals = async (mailbox, came, at) => ({
    cards: came.map(({ seq }) => ({
      kind: 'put',
      card: { kind: 'seen-once', id: `${seq}`, owner: mailbox.id, value: taken.push(`${seq}`), at },
      was: 0,
    })),
  });
  let [one, two] = [watch(cardOf), watch(cardOf)];
  await Promise.all([one.start(), two.start()]);
  await Promise.all([one.settle(), two.settle()]);
  for (let more = true; more; ) {
    more = await grow(1);
    await Promise.all([one.settle(), two.settle()]);
    await one.stop();
    [one, two] = [two, watch(cardOf)];
    await two.start();
  }
  await Promise.all([one.stop(), two.stop()]);
  clock.advance(HOUR_MS);
  await notices.runDue();
  assert.match((await sent())[1]!.text, /11 nuovi messaggi/);
});

test('notices go to ordinary addresses alone; settings are changed by who has seen their latest version', async () => {
  const { book } = await house([]);
  const kept = await book.read(UGO);
  assert.equal(kept.version, 1);
  const refused = (change: Partial<NoticeSettings>, code: string) =>
    assert.rejects(book.write(UGO, { ...kept, ...change }), (error) => (error as Refusal).code === code);
  await refused({ addresses: ['eva@pec.alfa.example'] }, 'notice-address-certified');
  await refused({ version: 7 }, 'changed');
  const twice = { afterHours: 4, addresses: ['a@posta.example'] };
  await refused({ escalation: [twice, twice] }, 'escalation-same-hours');
  await refused({ escalation: [{ ...twice, addresses: ['eva@pec.alfa.example'] }] }, 'notice-address-certified');
  const written = await book.write(UGO, { ...kept, addresses: ['A@posta.example', 'a@posta.example'] });
  assert.deepEqual([written.version, written.addresses], [2, ['a@posta.example']]);
  assert.deepEqual(await book.read({ id: 'ada' }), { version: 0, addresses: [], on: 'nothing', escalation: [] });
});

test('what a machine wrote is known by the header inside the anomaly envelope', async () => {
  const store = openMemoryStore();
  const blobs = memoryBlobs();
  const wrapped = (field: string) =>
    new TextEncoder().encode(
      `Subject: ANOMALIA\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b\r\n${field}\r\n\r\nhi`,
    );
  for (const [id, field, expected] of [
    ['a', 'Auto-Submitted: auto-replied', true],
    ['b', 'Auto-Submitted: no', false],
    ['c', 'Precedence: bulk', true],
    ['d', 'X-Mailer: x', false],
  ] as const) {
    const bytes = wrapped(field);
    const message = { id, rope: [bytes], size: bytes.length, sha256: '0'.repeat(64) };
    await store.commit({ messages: [message] });
    assert.equal(await isAutomatic(id, { store, blobs }), expected, field);
  }
  assert.equal(await isAutomatic('gone', { store, blobs }), true);
});

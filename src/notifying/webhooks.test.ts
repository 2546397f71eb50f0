import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { memoryClock, seededRandom } from '#adapters/memory';
import { Refusal } from '#contract';
import { isAfterCursor, readCursor } from '#message-log';
import type { Mailbox, Store, WebhookPost, WebhookReply } from '#ports';
import { endPrograms } from './end-programs.ts';
import { openEventFeed } from './event-feed.ts';
import { readEvents } from './events.ts';
import { retryAfterMs } from './send-webhook.ts';
import type { WebhookBody } from './sign-webhook.ts';
import { boxOf, openHistory, T0, type Turn } from './test-history.ts';
import { openWebhookDuty } from './webhook-duty.ts';
import { openWebhooks, type WebhookBook, type WebhookChange, type WebhookWish } from './webhooks.ts';

const UGO = boxOf('ugo');
const secrets = { seal: (text: string) => `sealed ${text}`, open: (sealed: string) => sealed.replace('sealed ', '') };
const URL = 'https://erp.example/hook';

async function house(turns: readonly Turn[]) {
  const log = openHistory(turns);
  const clock = memoryClock(T0);
  await log.store.commit({ accounts: [{ kind: 'put-mailbox', mailbox: UGO }] });
  const posts: WebhookPost[] = [];
  const delegates = new Set<string>();
  let answer: (post: WebhookPost) => WebhookReply | Promise<WebhookReply> = () => ({
    outcome: 'answered',
    status: 200,
  });
  const sender = {
    refuses: (url: string) => (url.startsWith('https://') ? undefined : 'only https is allowed'),
    async post(post: WebhookPost) {
      posts.push(post);
      return await answer(post);
    },
  };
  const ports = {
    ...log,
    ...{ legalTime: clock, monotonic: clock, random: seededRandom(1), secrets, sender },
    report: (error: unknown) => assert.fail(String(error)),
    mayKeep: async (login: string) => delegates.has(login),
  };
  const book = bookOf(openWebhooks({ ...ports, feed: openEventFeed(log) }), log.store);
  let started = 0;
  const duty = () => openWebhookDuty({ ...ports, worker: `w${started++}` });
  return { ...log, clock, posts, delegates, book, duty, answers: (how: typeof answer) => (answer = how) };
}

/** As somebody does it, the holder unless it is said. */
function bookOf(book: WebhookBook, { commit }: Pick<Store, 'commit'>) {
  return {
    ...book,
    make: (box: Mailbox, wish: WebhookWish, by = box.address) =>
      book.make(box, wish, { by, commit: async (make) => commit(await make()) }),
    change: (box: Mailbox, id: string, wish: WebhookChange, by = box.address) => book.change(box, id, wish, by),
  };
}

const bodyOf = (post: WebhookPost) => JSON.parse(new TextDecoder().decode(post.body)) as WebhookBody;
const cursorsOf = (posts: readonly WebhookPost[]) =>
  posts.flatMap((post) => bodyOf(post).events.map(({ cursor }) => cursor));
const IN: Turn = { what: 'in', who: 0, message: 0, to: 0 };
const turn = fc.record<Turn>({
  what: fc.constantFrom('send', 'taken', 'delivered', 'failed', 'again', 'in', 'anomaly'),
  who: fc.nat(2),
  message: fc.nat(9),
  to: fc.nat(5),
});

test('a webhook that cannot be read, and one that cannot be sent, stop no other and do not hold the clock', async () => {
  const log = openHistory([IN]);
  const clock = memoryClock(T0);
  await log.store.commit({ accounts: [{ kind: 'put-mailbox', mailbox: UGO }] });
  const [posts, faults]: [string[], string[]] = [[], []];
  const sender = {
    refuses: () => undefined,
    async post({ url }: WebhookPost): Promise<WebhookReply> {
      posts.push(url);
      return { outcome: 'answered', status: 200 };
    },
  };
  const ports = {
    ...log,
    ...{ legalTime: clock, monotonic: clock, random: seededRandom(1), secrets, sender, worker: 'w' },
    report: (_: unknown, id: string) => faults.push(id),
    mayKeep: async () => false,
  };
  const book = bookOf(openWebhooks({ ...ports, feed: openEventFeed(log) }), log.store);
  const bad = (id: string, value: unknown) =>
    ({ kind: 'put', card: { kind: 'webhook', id, owner: UGO.id, value, at: T0, dueAt: T0 }, was: 0 }) as const;
  const odd = { url: URL, state: 'on', createdAt: T0, secret: '', cursor: 'none' };
  await log.store.commit({ cards: [bad('0bad', {}), bad('0odd', odd)] });
  await book.make(UGO, { url: URL, after: '0' });
  await log.grow();
  const running = openWebhookDuty(ports);
  await running.start();
  await running.runDue();
  await running.settle();
  assert.deepEqual(posts, [URL]);
  assert.deepEqual(new Set(faults), new Set(['0bad', '0odd']));
  assert.deepEqual(await log.store.dueCards(['webhook'], clock.now(), 10), []);
  await running.stop();
});

test('whatever the other side answers and whenever we are started again, it is told everything, in order; its cursors tell it what it had', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { maxLength: 25 }), fc.infiniteStream(fc.nat(9)), async (turns, chance) => {
      const { book, duty, clock, answers, grow, store, ...log } = await house(turns);
      const dice = () => chance.next().value as number;
      await book.make(UGO, { url: URL, after: '0' });
      const done: string[] = [];
      let last = { seq: -1, part: 0 };
      const take = (post: WebhookPost) => {
        for (const { cursor } of bodyOf(post).events) {
          const place = readCursor(cursor)!;
          if (!isAfterCursor(place, last)) continue;
          last = place;
          done.push(cursor);
        }
      };
      answers((post) => {
        const luck = dice();
        if (luck < 2) return { outcome: 'failed', text: 'no answer' };
        if (luck < 4) return { outcome: 'answered', status: 503 };
        // Took it, once; with some luck we never hear so.
        take(post);
        return luck < 6 ? { outcome: 'failed', text: 'connection reset' } : { outcome: 'answered', status: 204 };
      });
      let running = duty();
      await running.start();
      for (let more = true; more; ) {
        more = await grow(1 + (dice() % 3));
        if (dice() === 0) {
          await running.stop();
          running = duty();
          await running.start();
        }
        clock.advance(dice() * 20_000);
        await running.runDue();
        await running.settle();
      }
      answers((post) => {
        take(post);
        return { outcome: 'answered', status: 200 };
      });
      clock.advance(7 * 3_600_000);
      await running.runDue();
      await running.settle();
      await running.stop();
      const { events } = await readEvents(UGO, '0', 1_000, { store, ...log });
      assert.deepEqual(
        done,
        events.map(({ cursor }) => cursor),
      );
    }),
    { numRuns: 60 },
  );
});

test('what is posted is signed, and names webhook and cursor', async () => {
  const { book, duty, posts, grow } = await house([IN, { ...IN, who: 1 }, IN]);
  const { secret, id } = await book.make(UGO, { url: URL, types: ['received'] });
  const running = duty();
  await running.start();
  await running.settle();
  await grow(3);
  await running.settle();
  const [post] = posts;
  const { headers, body } = post!;
  const t = String(T0 / 1_000);
  const v1 = createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex');
  assert.equal(headers['ceralacca-signature'], `t=${t},v1=${v1}`);
  assert.deepEqual([headers['ceralacca-webhook'], headers['ceralacca-cursor']], [id, '6']);
  assert.deepEqual(cursorsOf(posts), ['2.0', '6.0']);
  const [shown] = await book.list(UGO);
  assert.deepEqual([shown?.state, shown?.delivered, 'secret' in shown!], ['on', '6', false]);
  await running.stop();
});

test('who does not answer is tried less and less often, given up after days, and goes on from where it was when put on again', async () => {
  const { book, duty, posts, grow, clock, answers, store } = await house([IN, IN]);
  const { id } = await book.make(UGO, { url: URL });
  answers(() => ({ outcome: 'failed', text: 'connect ECONNREFUSED' }));
  const running = duty();
  await running.start();
  await grow();
  await running.settle();
  const begun = clock.now();
  while ((await book.list(UGO))[0]?.state === 'failing') {
    const due = (await store.nextDue())!;
    assert.ok(due > clock.now());
    clock.moveTo(due);
    await running.runDue();
    await running.settle();
    assert.equal(posts.length >= 2, true);
  }
  assert.ok(clock.now() - begun >= 5 * 24 * 3_600_000 && posts.length < 40, `${posts.length} tries`);
  assert.equal(await store.nextDue(), undefined, 'nothing is owed to who was given up');
  const { items, next } = await book.tries(UGO, id, { limit: 5 });
  assert.deepEqual([items.length, items[0]?.text, next !== undefined], [5, 'connect ECONNREFUSED', true]);
  answers(() => ({ outcome: 'answered', status: 200 }));
  await grow();
  const before = posts.length;
  assert.equal((await book.change(UGO, id, { state: 'on' })).state, 'on');
  await running.runDue();
  await running.settle();
  assert.deepEqual(cursorsOf(posts.slice(before)), ['2.0', '4.0']);
  await book.change(UGO, id, { after: '0' });
  await running.runDue();
  await running.settle();
  assert.deepEqual(cursorsOf(posts.slice(before + 1)), ['2.0', '4.0'], 'again from a cursor');
  await running.stop();
});

test('410 ends it at once; what its holder turns off or removes is left alone, also while it is at work', async () => {
  const { book, duty, posts, grow, answers } = await house([IN, IN, IN]);
  const { id } = await book.make(UGO, { url: URL });
  const running = duty();
  await running.start();
  answers(async () => {
    await book.change(UGO, id, { state: 'off' });
    return { outcome: 'answered', status: 200 };
  });
  await grow();
  await running.settle();
  assert.equal((await book.list(UGO))[0]?.state, 'off', 'his word wins');
  await book.change(UGO, id, { state: 'on' });
  answers(() => ({ outcome: 'answered', status: 410 }));
  await running.runDue();
  await running.settle();
  assert.equal((await book.list(UGO))[0]?.state, 'off');
  await book.remove(UGO, id);
  await grow();
  await running.runDue();
  await running.settle();
  assert.equal(posts.length, 2);
  await assert.rejects(book.remove(UGO, id), (error) => error instanceof Refusal && error.kind === 'not-found');
  await assert.rejects(book.tries({ ...UGO, id: 'ada' }, id, { limit: 1 }), Refusal);
  await running.stop();
});

test('an address that may not be sent to makes no webhook', async () => {
  const { book } = await house([]);
  await assert.rejects(
    book.make(UGO, { url: 'http://x.example' }),
    (error) => (error as Refusal).code === 'url-refused',
  );
  await assert.rejects(book.make(UGO, { url: URL, after: 'x' }), (error) => (error as Refusal).code === 'cursor');
  assert.deepEqual(
    [1, 2, 3, 9, 10, 99].map(retryAfterMs),
    [30_000, 60_000, 120_000, 7_680_000, 15_360_000, 21_600_000],
  );
});

test('a trial calls with no events, signed, stands among the tries, and moves nothing', async () => {
  const { book, posts, answers } = await house([IN, IN]);
  const { id, secret, delivered } = await book.make(UGO, { url: URL, after: '0' });
  assert.deepEqual((await book.trial(UGO, id)).status, 200);
  const [call] = posts;
  assert.deepEqual(bodyOf(call!).events, []);
  const [, seconds, mac] = /^t=(\d+),v1=(.+)$/.exec(call!.headers['ceralacca-signature']!)!;
  const text = new TextDecoder().decode(call!.body);
  assert.equal(createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex'), mac);
  answers(() => ({ outcome: 'answered', status: 500 }));
  assert.equal((await book.trial(UGO, id)).status, 500);
  const [shown] = await book.list(UGO);
  assert.deepEqual([shown!.state, shown!.delivered, shown!.lastFailure], ['on', delivered, undefined]);
  assert.deepEqual(
    (await book.tries(UGO, id, { limit: 9 })).items.map(({ status }) => status),
    [500, 200],
  );
  await assert.rejects(book.trial(boxOf('lia'), id), Refusal);
});

test('a freeze turns the webhooks of the mailbox off, also one that cannot be read; on again it missed nothing', async () => {
  const { book, store, duty, posts, grow } = await house([IN, IN]);
  const { id } = await book.make(UGO, { url: URL, after: '0' });
  const odd = { kind: 'webhook', id: 'odd', owner: UGO.id, value: {}, at: T0 };
  await store.commit({ cards: [{ kind: 'put', card: odd, was: 0 }] });
  const cards = await endPrograms({ login: UGO.address, mailbox: UGO.id }, store);
  assert.equal(cards.length, 2);
  await store.commit({ cards: [...cards, { kind: 'remove', card: { kind: 'webhook', id: 'odd' } }] });
  await grow();
  const running = duty();
  await running.start();
  await running.settle();
  assert.deepEqual([posts.length, (await book.list(UGO))[0]!.state], [0, 'off']);
  await book.change(UGO, id, { state: 'on' });
  await running.runDue();
  await running.settle();
  assert.equal(cursorsOf(posts).length, 1);
  await running.stop();
});

test('one that a delegate made tells nothing once the mailbox is closed to him, until somebody who may turns it on', async () => {
  const { book, duty, posts, grow, delegates } = await house([IN, IN]);
  delegates.add('anna');
  const { id } = await book.make(UGO, { url: URL, after: '0' }, 'anna');
  const running = duty();
  await running.start();
  const told = async () => {
    await grow(1);
    await running.runDue();
    await running.settle();
    return [posts.length, (await book.list(UGO))[0]!.state];
  };
  assert.deepEqual(await told(), [1, 'on']);
  delegates.clear();
  assert.deepEqual(await told(), [1, 'off']);
  assert.equal((await book.list(UGO))[0]!.lastFailure!.why, 'not-open');
  assert.equal((await book.change(UGO, id, { state: 'on' })).by, UGO.address);
  assert.deepEqual(await told(), [2, 'on']);
  await running.stop();
});

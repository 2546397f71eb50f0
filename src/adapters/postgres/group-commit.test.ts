import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Step } from '#ports';
import {
  mailboxStep,
  sampleJob,
  sampleMailbox,
  sampleMessage,
  samplePlacement,
  sampleRecord,
  sampleRow,
  sampleSeen,
  T0,
} from '#testing';
import { connect } from './connection.ts';
import { LostConnection } from './lost-connection.ts';
import { openPostgresStore, type PostgresStoreOptions } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
beforeEach(() => database.empty());
after(() => database[Symbol.asyncDispose]());

const open = (options: Partial<PostgresStoreOptions> = {}) =>
  openPostgresStore({ connection: database.server, ...options });

/** Transactions that wrote the rows of a table: the database's own, its vacuum for one, leave no rows there. */
async function writersOf(table: 'log_record' | 'message'): Promise<number> {
  const owner = await connect(database.owner, 'test');
  const { rows } = await owner.query<{ n: string }>(`SELECT count(DISTINCT xmin::text) AS n FROM ${table}`);
  await owner.end();
  return Number(rows[0]!.n);
}

const logStep = (n: number): Step => ({ log: [sampleRecord({ messageId: `${n}` })] });

test('steps that wait together are one transaction', async () => {
  await using store = await open();
  await Promise.all(Array.from({ length: 100 }, (_, n) => store.commit(logStep(n))));
  assert.equal(await writersOf('log_record'), 1);
});

test('a group holds no more steps and octets than it may', async () => {
  await using few = await open({ maxGroupSteps: 10 });
  await Promise.all(Array.from({ length: 100 }, (_, n) => few.commit(logStep(n))));
  assert.equal(await writersOf('log_record'), 10);
  await using small = await open({ maxGroupBytes: 1_000 });
  const big = (n: number): Step => ({ messages: [sampleMessage(`m-${n}`, 'x'.repeat(n === 0 ? 5_000 : 400))] });
  await Promise.all(Array.from({ length: 5 }, (_, n) => small.commit(big(n))));
  assert.equal(await writersOf('message'), 3, 'the big one alone, then two and two');
});

test('a step the database cannot take is refused alone, and its neighbours are written', async () => {
  await using store = await open({ gatherMs: 0 });
  const bad: Step = { log: [sampleRecord()], track: [sampleRow('id\0', 'a@b.example')] };
  const worse: Step = { documents: [{ name: 'x', bytes: new Uint8Array(1), at: 0.5 }] };
  const results = await Promise.allSettled([
    store.commit(logStep(1)),
    store.commit(bad),
    store.commit(worse),
    store.commit(logStep(2)),
  ]);
  assert.deepEqual(
    results.map((result) => result.status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(
    (await store.searchLog({ limit: 9 })).map((record) => record.messageId),
    ['1', '2'],
  );
});

test('a step that changes one row twice is refused', async () => {
  await using store = await open();
  const change = { identificativo: 'id', recipient: 'r', from: 'WAITING', to: 'TAKEN' } as const;
  await assert.rejects(store.commit({ tracking: [change, change] }), RangeError);
  await assert.rejects(
    store.commit({ done: [{ jobId: 'j' }], retry: [{ jobId: 'j', runAt: T0, error: '' }] }),
    RangeError,
  );
});

test('quota within a group counts only what earlier steps really placed', async () => {
  await using store = await open();
  await store.commit(mailboxStep(sampleMailbox('ugo', { quotaBytes: 1_000 })));
  await store.commit({ messages: [sampleMessage('m')], seen: [sampleSeen('taken', 'm')] });
  const place = (size: number, more: Step = {}): Promise<unknown> =>
    store
      .commit({
        expects: [{ kind: 'quota', mailbox: 'ugo', bytes: size }],
        placements: [samplePlacement('ugo', 'm', { size })],
        ...more,
      })
      .then((result) => result.done);
  const results = await Promise.all([
    place(600, { seen: [sampleSeen('taken', 'm')] }),
    place(600),
    place(600),
    place(400),
    place(1),
  ]);
  assert.deepEqual(results, [false, true, false, true, false]);
  assert.deepEqual(await store.mailboxUse('ugo'), { usedBytes: 1_000, messages: 2 });
});

test('UIDs have no gaps where a step of the same group failed', async () => {
  await using store = await open();
  await store.commit(mailboxStep(sampleMailbox('ugo'), sampleMailbox('ada')));
  await store.commit({ messages: [sampleMessage('m')], seen: [sampleSeen('taken', 'm')] });
  const both = (more: Step = {}) =>
    store.commit({
      placements: [samplePlacement('ugo', 'm'), samplePlacement('ada', 'm'), samplePlacement('ugo', 'm')],
      ...more,
    });
  const [first, failed, second] = await Promise.all([both(), both({ seen: [sampleSeen('taken', 'm')] }), both()]);
  assert.deepEqual(
    [first, second],
    [
      { done: true, uids: [1, 1, 2] },
      { done: true, uids: [3, 2, 4] },
    ],
  );
  assert.equal(failed!.done, false);
  assert.equal((await store.folder('ugo', 'INBOX'))!.uidNext, 5);
});

test('two processes write the same mailboxes, keys and jobs without a deadlock, and nothing is lost or doubled', async () => {
  await using one = await open();
  await using two = await open();
  const boxes = Array.from({ length: 6 }, (_, n) => `box-${n}`);
  await one.commit(mailboxStep(...boxes.map((box) => sampleMailbox(box, { quotaBytes: 1e9 }))));
  await one.commit({ messages: [sampleMessage('m')] });
  let wins = 0;
  const work = async (store: typeof one, offset: number) => {
    for (let round = 0; round < 15; round++) {
      const steps = Array.from({ length: 12 }, (_, n) => {
        const order = offset ? boxes.toReversed() : boxes;
        return store.commit({
          seen: [sampleSeen(`key-${round}-${n}`, 'm')],
          expects: order.map((mailbox) => ({ kind: 'quota', mailbox, bytes: 1 }) as const),
          placements: order.map((box) => samplePlacement(box, 'm', { size: 1 })),
          log: [sampleRecord()],
        });
      });
      for (const result of await Promise.all(steps)) if (result.done) wins++;
    }
  };
  await Promise.all([work(one, 0), work(two, 1)]);
  assert.equal(wins, 15 * 12, 'each key was won once');
  for (const box of boxes) {
    const items = await two.items(box, 'INBOX');
    assert.deepEqual(
      items.map((item) => item.uid),
      Array.from({ length: 180 }, (_, n) => n + 1),
    );
    assert.deepEqual(await one.mailboxUse(box), { usedBytes: 180, messages: 180 });
  }
  assert.equal((await one.searchLog({ limit: 1_000 })).length, 180);
});

test('who follows the log misses no record of another process', async () => {
  await using one = await open({ gatherMs: 0 });
  await using two = await open({ gatherMs: 0 });
  const seen: number[] = [];
  let writing = true;
  const follow = async () => {
    while (true) {
      const last = !writing;
      const more = await one.searchLog({ limit: 1_000, afterSeq: seen.at(-1) ?? 0 });
      seen.push(...more.map((record) => record.seq));
      if (last && more.length === 0) return;
    }
  };
  const write = async (store: typeof one) => {
    for (let n = 0; n < 60; n++) await store.commit(logStep(n));
  };
  const following = follow();
  await Promise.all([write(one), write(two)]);
  writing = false;
  await following;
  assert.equal(seen.length, 120);
});

test('a session that is cut off rejects its steps, and the next step is written by a new one', async () => {
  await using store = await open();
  await store.commit(logStep(1));
  const admin = await connect(database.admin, 'test');
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ceralacca writer' AND datname = current_database()`,
  );
  await admin.end();
  await store.commit(logStep(2)).catch((error) => assert.ok(error instanceof LostConnection));
  assert.deepEqual(await store.commit(logStep(3)), { done: true, uids: [] });
});

test('jobs that nobody was given wake the listeners of every process', async () => {
  await using one = await open();
  await using two = await open();
  const here = Promise.withResolvers<void>();
  const there = Promise.withResolvers<void>();
  one.onWake(here.resolve);
  two.onWake(there.resolve);
  let woken = false;
  void Promise.all([here.promise, there.promise]).then(() => {
    woken = true;
  });
  // The other process hears once its session listens: until then it is told again.
  for (let n = 0; !woken; n++) {
    assert.ok(n < 5_000, 'nobody was woken');
    await one.commit({ jobs: [sampleJob(`j-${n}`)] });
  }
});

test('a job leased before the machine began its clock anew is free', async () => {
  await using store = await open();
  await store.commit({ jobs: [sampleJob('j')] });
  const claim = (monotonicNow: number) =>
    store.claimJobs({ worker: 'w', now: T0, monotonicNow, leaseMs: 30_000, limit: 9 });
  assert.equal((await claim(9_000_000)).length, 1);
  assert.equal((await claim(9_000_000 - 20_000)).length, 0, 'two readings of one clock may be a moment apart');
  assert.equal((await claim(5_000)).length, 1);
});

test('text that outgrows an index is kept and found all the same', async () => {
  await using store = await open();
  const long = `<${'x'.repeat(20_000)}@client.example>`;
  const record = sampleRecord({ msgid: long, mittente: long, identificativo: long, oggetto: 'a\0b' });
  const key = `alfa|M4|${long}|a@b.example`;
  await store.commit({ messages: [sampleMessage('m')], log: [record], seen: [sampleSeen(key, 'm')] });
  assert.equal(
    (await store.searchLog({ msgid: long, sender: long, identificativo: long, limit: 9 }))[0]!.oggetto,
    'a\0b',
  );
  assert.equal((await store.seen([key])).get(key)!.key, key);
  const again = await store.commit({ seen: [sampleSeen(key, 'm')] });
  assert.deepEqual(again, { done: false, failed: { kind: 'seen', ...sampleSeen(key, 'm') } });
});

test('the blobs that messages name are known', async () => {
  await using store = await open();
  const rope = [{ blob: 'b-1', offset: 0, length: 9 }];
  await store.commit({ messages: [{ ...sampleMessage('m'), rope, size: 9 }] });
  assert.deepEqual([...(await store.namedBlobs(['b-0', 'b-1']))], ['b-1']);
});

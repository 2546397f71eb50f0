import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import { auditMessage } from '#message-log';
import { HOUR_MS, mailboxStep, sampleMailbox, sampleMessage, samplePlacement, T0 } from '#testing';
import { checkInvariants } from './check-invariants.ts';
import { connect } from './connection.ts';
import { GATE } from './gate.ts';
import { VANISHED_CHANGES } from './mail-functions.ts';
import { openPostgresStore, type PostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
beforeEach(() => database.empty());
after(() => database[Symbol.asyncDispose]());

const open = () => openPostgresStore({ connection: database.server, cacheBytes: 0 });

/** More than two chunks. */
const MANY = 4_500;

async function sound(): Promise<void> {
  const now = T0 + HOUR_MS;
  const { server: connection } = database;
  assert.deepEqual(await checkInvariants({ connection, blobs: memoryBlobs(), now, audit: auditMessage }), []);
}

async function asAdmin<Row extends object>(sql: string): Promise<readonly Row[]> {
  const admin = await connect(database.admin, 'test');
  try {
    return (await admin.query<Row>(sql)).rows;
  } finally {
    await admin.end();
  }
}

/** Transactions that the items of the folder come from. */
async function commits(folder: string): Promise<number> {
  const [row] = await asAdmin<{ count: number }>(
    `SELECT count(DISTINCT xmin::text) FROM placement WHERE folder = ${folder}`,
  );
  return Number(row!.count);
}

async function folder(store: PostgresStore, mailbox: string, name: string): Promise<string> {
  const answer = await store.createFolder(mailbox, name, T0);
  assert.ok(answer.done);
  return answer.folder.id;
}

/** INBOX of ugo with so many messages. */
async function furnish(store: PostgresStore, count: number): Promise<string> {
  await store.commit(mailboxStep(sampleMailbox('ugo', { quotaBytes: 1e9 }), sampleMailbox('ada', { quotaBytes: 1e9 })));
  const inbox = await folder(store, 'ugo', 'INBOX');
  const ids = Array.from({ length: count }, (_, n) => `m${n}`);
  const messages = ids.map((id) => sampleMessage(id, `${id}\r\n`));
  const placements = messages.map(({ id, size }) => samplePlacement('ugo', id, { size }));
  assert.ok((await store.commit({ messages, placements })).done);
  return inbox;
}

const numbers = (count: number, first = 1) => Array.from({ length: count }, (_, n) => n + first);

test('a change of very many items is made in several commits, and answered as one', async () => {
  await using store = await open();
  const inbox = await furnish(store, MANY);
  const other = await folder(store, 'ugo', 'a');
  const all = [[1, 0xffff_ffff]] as const;
  const change = { folder: inbox, mode: 'add', flags: ['\\Deleted'], serverPrefix: '' } as const;
  const flagged = await store.setFlags({ ...change, uids: all });
  assert.ok(flagged.done);
  assert.equal(await commits(inbox), 3);
  assert.deepEqual(
    flagged.items.map(({ uid }) => uid),
    numbers(MANY),
  );
  const copied = await store.copy(
    inbox,
    [...numbers(MANY)].map((uid) => [uid, uid] as const),
    other,
    T0,
    0,
  );
  assert.ok(copied.done);
  assert.deepEqual([copied.sources, copied.uids], [numbers(MANY), numbers(MANY)]);
  const moved = await store.move(inbox, all, other, T0);
  assert.ok(moved.done);
  assert.deepEqual([moved.sources, moved.uids], [numbers(MANY), numbers(MANY, MANY + 1)]);
  assert.deepEqual(await store.vanished(inbox, 1), numbers(MANY));
  const expunged = await store.expunge(other, [[1, MANY]]);
  assert.deepEqual(expunged, { done: true, uids: numbers(MANY) });
  assert.equal((await store.mailboxUse('ugo')).messages, MANY);
  assert.deepEqual(await store.renameFolder(inbox, 'b', T0), { done: true });
  assert.deepEqual(await store.deleteFolder(other), { done: true });
  assert.deepEqual(await store.mailboxUse('ugo'), { usedBytes: 0, messages: 0 });
  await sound();
});

test('a copy that finds no more room half way leaves nothing behind', async () => {
  await using store = await open();
  const inbox = await furnish(store, MANY);
  const other = await folder(store, 'ada', 'INBOX');
  const told: string[] = [];
  store.onChange((news) => told.push(news.folder));
  const quota = (await store.mailboxUse('ugo')).usedBytes - 1;
  assert.deepEqual(await store.copy(inbox, [[1, MANY]], other, T0, quota), { done: false, why: 'quota' });
  assert.deepEqual((await store.changes(other, 0))!.items, []);
  assert.deepEqual(await store.mailboxUse('ada'), { usedBytes: 0, messages: 0 });
  assert.ok(told.includes(other), 'who saw copies hears that they went');
  await sound();
});

test('changes asked for together are one commit, and one that fails is refused alone', async () => {
  await using store = await open();
  const inbox = await furnish(store, 2);
  const append = (n: number) =>
    store.append({
      folder: inbox,
      message: sampleMessage(`n${n}`),
      flags: [],
      internalDate: T0,
      at: T0,
      quotaBytes: 1e9,
    });
  await Promise.all(numbers(50).map(append));
  assert.equal(await commits(inbox), 2, 'that of furnish, and one');
  const results = await Promise.allSettled([append(51), store.createFolder('nobody', 'x', T0), append(52)]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.equal((await store.changes(inbox, 0))!.items.length, 2 + 52);
  await sound();
});

test('what vanished long ago is no longer known: every UID that is not present is told', async () => {
  await using store = await open();
  const inbox = await furnish(store, 9);
  await store.expunge(inbox, [[2, 3]], true);
  const long = VANISHED_CHANGES + 5;
  await asAdmin(`UPDATE folder SET highest_modseq = ${long}`);
  await store.expunge(inbox, [[5, 5]], true);
  assert.deepEqual(await store.vanished(inbox, 1), [2, 3, 5]);
  assert.equal((await asAdmin('SELECT FROM vanished')).length, 1, 'the older row went');
  await store.expunge(inbox, [[8, 9]], true);
  assert.deepEqual(await store.vanished(inbox, 1), [2, 3, 5, 8, 9]);
  assert.deepEqual((await store.changes(inbox, 1))!.vanished, [2, 3, 5, 8, 9]);
  assert.deepEqual(
    await store.vanished(inbox, 1, [
      [1, 2],
      [9, 100],
    ]),
    [2, 9],
  );
  assert.deepEqual(await store.vanished(inbox, long), [5, 8, 9]);
  assert.deepEqual((await store.changes(inbox, long + 1))!.vanished, [8, 9]);
  await sound();
});

test('a folder deleted while a placement waits at the gate is born anew, with a UIDVALIDITY of its own', async () => {
  await using store = await open();
  const inbox = await furnish(store, 1);
  const before = await store.folder(inbox);
  const other = await connect(database.admin, 'test');
  await other.query(`BEGIN; SELECT pg_advisory_xact_lock(${GATE})`);
  const placing = store.commit({ messages: [sampleMessage('late')], placements: [samplePlacement('ugo', 'late')] });
  while ((await other.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount === 0) await new Promise(setImmediate);
  await other.query(`DELETE FROM placement; DELETE FROM mailbox_use; DELETE FROM folder WHERE id = ${inbox}; COMMIT`);
  await other.end();
  assert.deepEqual(await placing, { done: true, uids: [1] });
  const [born] = await store.folders('ugo');
  assert.notEqual(born!.id, inbox);
  assert.ok(born!.uidValidity > before!.uidValidity);
  await sound();
});

test('when the connection is lost a change rejects, and the next one goes through', async () => {
  await using store = await open();
  const inbox = await furnish(store, 1);
  const flag = () => store.setFlags({ folder: inbox, uids: [[1, 1]], mode: 'add', flags: ['x'], serverPrefix: '' });
  await flag();
  const gate = await connect(database.admin, 'test');
  await gate.query(`SELECT pg_advisory_lock(${GATE})`);
  const lost = assert.rejects(flag(), { name: 'LostConnection' });
  while ((await gate.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount === 0) await new Promise(setImmediate);
  await gate.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ceralacca mail' AND datname = current_database()",
  );
  await lost;
  await gate.end();
  assert.ok((await flag()).done);
});

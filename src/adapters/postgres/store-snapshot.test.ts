import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type pg from 'pg';
import { unlessBackup } from './backup-lock.ts';
import { connect, openPool } from './connection.ts';
import { migrate } from './migrate.ts';
import { openStoreLoad, UnfitDatabase } from './store-load.ts';
import { openStoreSnapshot, type StoreSnapshot } from './store-snapshot.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let source: TestDatabase;
let target: TestDatabase;
let here: pg.Client;
let there: pg.Client;
before(async () => {
  [source, target] = await Promise.all([openTestDatabase(), openTestDatabase()]);
  [here, there] = await Promise.all([connect(source.owner, 'test'), connect(target.owner, 'test')]);
});
after(async () => {
  await here.end();
  await there.end();
  await source[Symbol.asyncDispose]();
  await target[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await source.empty();
  await target.empty();
});

const BLOB = '00112233445566778899aabbccddeeff';

async function fill(): Promise<void> {
  await here.query(`
    INSERT INTO message VALUES ('m1', 3, '\\x00', '\\x0d0a00', NULL),
      ('m2', 5000000, '\\x01', decode(repeat('ff0a5c', 800000), 'hex'), '{5,-1}');
    INSERT INTO message_blob VALUES ('m2', 1, '${BLOB}', 0, 9), ('m2', 2, '${BLOB}', 0, 9);
    INSERT INTO document VALUES ('a', '', 1), ('duty/heartbeat', '\\x31', 2);
    INSERT INTO mailbox VALUES ('b1', 'città@pec.example', 'active', 10, '{"x": "\\u00e0 \\n"}');
    INSERT INTO mailbox_use VALUES ('b1', 3, 1);
    INSERT INTO folder (mailbox, name, uid_validity, uid_next, judged_uid) VALUES ('b1', 'INBOX', 1, 2, 1);
    INSERT INTO placement SELECT id, 1, 1, 3, 9, 9, true, 'b1', 'm1', '', NULL FROM folder;
    INSERT INTO vanished SELECT id, 1, '{[1,5)}' FROM folder;
    INSERT INTO job VALUES ('j1', 'q', '{}', 1, 2, 0, 'token', 1, 1e12, NULL);
    SELECT log_open_months('2026-01', '2026-02');
    INSERT INTO log_record (instant, event, recipients, record) VALUES (1769900000000, 'A', '{a,"b c"}', '{"a":1}'),
      (1772300000000, 'B', NULL, '{}'), (1, 'C', NULL, '{}')`);
}

async function restore(snapshot: StoreSnapshot): Promise<void> {
  await using load = await openStoreLoad(target.owner, target.server.user, snapshot.head);
  for (const { name } of snapshot.head.tables)
    await snapshot.copy(name, async ({ bytes, rows }) => assert.equal(await load.load(name, bytes), rows));
  await load.finish();
}

const ROWS = [
  'message',
  'message_blob',
  'document',
  'mailbox',
  'mailbox_use',
  'log_record',
  'placement',
  'folder',
  'job',
];

async function rowsOf(client: pg.Client): Promise<Readonly<Record<string, unknown>>> {
  const rows: Record<string, unknown> = {};
  for (const table of ROWS) rows[table] = (await client.query(`SELECT t::text FROM ${table} t ORDER BY 1`)).rows;
  return rows;
}

async function monthsOf(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query('SELECT tableoid::regclass::text AS month FROM log_record ORDER BY instant');
  return rows.map(({ month }) => month as string);
}

test('every row of one instant stands in the other database, octet by octet, and the log in its months', async () => {
  await fill();
  await using snapshot = await openStoreSnapshot(source.server);
  const { folder: _, placement: __, job: ___, ...before } = await rowsOf(here);
  await here.query("INSERT INTO document VALUES ('later', '', 1); DELETE FROM mailbox_use");
  await restore(snapshot);
  await migrate(target.owner, target.server.user);
  const { folder: _f, placement: _p, job: _j, ...restored } = await rowsOf(there);
  assert.deepEqual(restored, before);
  assert.deepEqual(await monthsOf(there), await monthsOf(here));
  assert.ok((await monthsOf(there)).includes('log_record_2026_02'));
});

test('what was given out after the snapshot is not given to something else: UIDs, MODSEQs, folders, positions; leases end', async () => {
  await fill();
  await using snapshot = await openStoreSnapshot(source.server);
  await restore(snapshot);
  const { rows } = await there.query(
    `SELECT uid_next > 1000000 AS uid, highest_modseq > 1000000 AND vanished_floor = highest_modseq AS modseq, judged_uid,
      (SELECT min(p.modseq) = highest_modseq FROM placement p) AS placed, (SELECT count(*) FROM vanished) AS vanished,
      nextval('folder_id_seq') > 1000000 AS folder, (SELECT token IS NULL AND leased_until IS NULL FROM job) AS free FROM folder`,
  );
  assert.deepEqual(rows, [
    { uid: true, modseq: true, judged_uid: 0, placed: true, vanished: 0, folder: true, free: true },
  ]);
  const next = await there.query("INSERT INTO log_record (instant, event, record) VALUES (1, 'D', '{}') RETURNING seq");
  assert.ok(next.rows[0].seq > 1_000_000);
});

test('parts are whole files of the binary format, bodies are named once, and a taker that fails ends it', async () => {
  await fill();
  await here.query(
    "INSERT INTO document SELECT 'n' || n, decode(repeat('ab', 100000), 'hex'), n FROM generate_series(1, 60) n",
  );
  await using snapshot = await openStoreSnapshot(source.server);
  let parts = 0;
  await snapshot.copy('document', async ({ bytes }) => {
    parts++;
    assert.equal(bytes.subarray(0, 6).toString(), 'PGCOPY');
    assert.equal(bytes.readInt16BE(bytes.length - 2), -1);
    assert.ok(bytes.length <= 2 * 1024 * 1024);
    await new Promise(setImmediate);
  });
  assert.ok(parts >= 3);
  assert.equal((await snapshot.blobs()).toString('hex'), BLOB);
  assert.deepEqual(await snapshot.documents('duty/'), ['duty/heartbeat']);
  await assert.rejects(
    snapshot.copy('document', async () => {
      throw new Error('no room');
    }),
    /no room/,
  );
});

test('a database that is not empty is refused; one whose filling was broken off is empty', async () => {
  await fill();
  await using snapshot = await openStoreSnapshot(source.server);
  const { head } = snapshot;
  {
    await using load = await openStoreLoad(target.owner, target.server.user, head);
    await snapshot.copy('message', async ({ bytes }) => void (await load.load('message', bytes)));
  }
  assert.equal((await there.query('SELECT FROM message')).rowCount, 0);
  await restore(snapshot);
  await assert.rejects(openStoreLoad(target.owner, target.server.user, head), UnfitDatabase);
  const newer = { ...head, schema: head.schema + 1 };
  await assert.rejects(openStoreLoad(target.owner, target.server.user, newer), /use the newer program/);
});

test('while a snapshot is open no file is removed', async () => {
  const pool = openPool(source.server, 2);
  let removed = 0;
  const remove = async () => void removed++;
  {
    await using _snapshot = await openStoreSnapshot(source.server);
    assert.equal(await unlessBackup(pool, remove), false);
  }
  // The session's end reaches the server a moment later.
  while (!(await unlessBackup(pool, remove)));
  assert.equal(removed, 1);
  await pool.end();
});

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sampleRecord, T0 } from '#testing';
import { connect, type PostgresConnection } from './connection.ts';
import { migrate } from './migrate.ts';
import { migration0001 } from './migration-0001.ts';
import { migration0002 } from './migration-0002.ts';
import { migration0003 } from './migration-0003.ts';
import { migration0004 } from './migration-0004.ts';
import { migration0005 } from './migration-0005.ts';
import { openPostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
beforeEach(() => database.empty());
after(() => database[Symbol.asyncDispose]());

async function run<T extends object>(connection: PostgresConnection, sql: string): Promise<readonly T[]> {
  const client = await connect(connection, 'test');
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const partitions = async (connection: PostgresConnection) => {
  const sql = `SELECT c.relname AS name, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', c.relname),
    false, true, '')))[1]::text::int AS records FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'log_record'::regclass ORDER BY c.relname`;
  const rows = await run<{ name: string; records: number }>(connection, sql);
  return Object.fromEntries(rows.filter(({ records }) => records > 0).map(({ name, records }) => [name, records]));
};

/** Midnight in Rome on the first of March and of April 2026: winter time before, summer time at the second. */
const MARCH = Date.UTC(2026, 1, 28, 23);
const APRIL = Date.UTC(2026, 2, 31, 22);

test('records of the fifth schema come into their months of Europe/Rome, with their numbers, and new ones go on behind', async () => {
  await using own = await openTestDatabase();
  await run(own.admin, `DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION ${own.owner.user}`);
  await run(own.owner, 'CREATE TABLE schema_version (version integer NOT NULL); INSERT INTO schema_version VALUES (5)');
  for (const sql of [migration0001, migration0002, migration0003, migration0004, migration0005])
    await run(own.owner, sql);
  const instants = [MARCH - 1, MARCH, APRIL - 1, APRIL];
  for (const at of instants)
    await run(
      own.owner,
      `INSERT INTO log_record (instant, event, sender, record) VALUES
        (${at}, 'Accettazione', 'a@b.example', '{"instant":${at},"point":"AP","event":"Accettazione"}')`,
    );
  // The number of a record that was never committed is not given again either.
  await run(own.owner, "SELECT nextval('log_record_seq_seq')");
  await migrate(own.owner, own.server.user);
  assert.deepEqual(await partitions(own.owner), {
    log_record_2026_02: 1,
    log_record_2026_03: 2,
    log_record_2026_04: 1,
  });
  await using store = await openPostgresStore({ connection: own.server });
  await store.commit({ log: [sampleRecord({ instant: APRIL + 1 })] });
  const found = await store.searchLog({ limit: 9 });
  assert.deepEqual(
    found.map(({ seq, instant }) => [seq, instant]),
    [...instants, APRIL + 1].map((at, n) => [n < 4 ? n + 1 : 6, at]),
  );
  assert.equal((await store.searchLog({ sender: 'A@b.example', from: MARCH, to: APRIL, limit: 9 })).length, 3);
});

test('who opens months has no say in where they begin, and an instant of no time is in no way', async () => {
  await using store = await openPostgresStore({ connection: database.server });
  await assert.rejects(store.openLogMonths('2033-06-15 12:00', '2033-06-15 12:00'), /a month is written/);
  await store.commit({
    log: [9e15, -1, Date.UTC(2033, 6, 5)].map((instant) => sampleRecord({ instant })),
  });
  await store.openLogMonths('2033-06', '2033-08');
  assert.deepEqual(await partitions(database.owner), { log_record_2033_07: 1, log_record_default: 2 });
  assert.equal((await store.searchLog({ limit: 9 })).length, 3);
});

test('a record whose month is not open is kept, and goes into its month when it is opened', async () => {
  await using store = await openPostgresStore({ connection: database.server });
  await store.commit({
    log: [sampleRecord({ instant: Date.UTC(2031, 4, 5) }), sampleRecord({ instant: Date.UTC(2031, 6, 5) })],
  });
  assert.deepEqual(await partitions(database.owner), { log_record_default: 2 });
  await Promise.all([store.openLogMonths('2031-05', '2031-06'), store.openLogMonths('2031-04', '2031-06')]);
  assert.deepEqual(await partitions(database.owner), { log_record_2031_05: 1, log_record_2031_07: 1 });
  await store.commit({ log: [sampleRecord({ instant: Date.UTC(2031, 5, 5) })] });
  assert.deepEqual(await partitions(database.owner), {
    log_record_2031_05: 1,
    log_record_2031_06: 1,
    log_record_2031_07: 1,
  });
  const found = await store.searchLog({ limit: 9 });
  assert.deepEqual(
    found.map(({ seq }) => seq),
    [found[0]!.seq, found[0]!.seq + 1, found[0]!.seq + 2],
  );
  await assert.rejects(store.openLogMonths('2000-01', '2031-06'), /no more than 120 months/);
  await assert.rejects(store.openLogMonths("2000-01'", '2031-06'), /a month is written/);
});

test('T136 the server role reaches the log through its front door alone, in months and in the virus store too', async () => {
  await using store = await openPostgresStore({ connection: database.server });
  await store.openLogMonths('2026-03', '2026-03');
  await store.commit({ log: [sampleRecord()] });
  const server = await connect(database.server, 'test');
  const month = 'log_record_2026_03';
  for (const sql of [
    "UPDATE log_record SET event = 'x'",
    'DELETE FROM log_record',
    'TRUNCATE log_record',
    `SELECT 1 FROM ${month}`,
    `INSERT INTO ${month} (seq, instant, event, record) OVERRIDING SYSTEM VALUE VALUES (1, ${T0}, 'x', '{}')`,
    // The database numbers the records: nobody writes one into the past.
    `INSERT INTO log_record (seq, instant, event, record) OVERRIDING SYSTEM VALUE VALUES (1, ${T0}, 'x', '{}')`,
    `UPDATE ${month} SET event = 'x'`,
    `DELETE FROM ${month}`,
    `TRUNCATE ${month}`,
    `DROP TABLE ${month}`,
    `ALTER TABLE log_record DETACH PARTITION ${month}`,
    'SELECT log_empty_default()',
    "SELECT log_make_month('2026-05-01')",
    "SELECT nextval('log_record_seq_seq')",
    'DELETE FROM quarantine',
    "UPDATE quarantine SET message = 'x'",
    'TRUNCATE quarantine',
  ])
    await assert.rejects(server.query(sql), /permission denied|must be owner/, sql);
  await server.end();
});

test('T136 even the owner removes records only in whole months', async () => {
  await using store = await openPostgresStore({ connection: database.server });
  await store.openLogMonths('2026-03', '2026-03');
  await store.commit({ log: [sampleRecord()] });
  for (const table of ['log_record', 'log_record_2026_03'])
    for (const sql of [`UPDATE ${table} SET event = 'x'`, `DELETE FROM ${table}`, `TRUNCATE ${table}`])
      await assert.rejects(run(database.owner, sql), /never changed, and removed only in whole months/, sql);
  assert.equal((await store.searchLog({ limit: 9 })).length, 1);
});

test('T137 a message that the virus store names is kept, whoever asks', async () => {
  await using store = await openPostgresStore({ connection: database.server });
  const bytes = new Uint8Array([1]);
  const infected = { messageId: 'm-1', at: T0, point: 'AP', virus: 'v', sender: 's', recipients: [] } as const;
  await store.commit({
    messages: [{ id: 'm-1', rope: [bytes], size: 1, sha256: '0'.repeat(64) }],
    quarantine: [{ id: 'q-1', ...infected }],
  });
  for (const connection of [database.server, database.owner])
    await assert.rejects(run(connection, "DELETE FROM message WHERE id = 'm-1'"), /foreign key/);
});

test('functions that run as owner fix where they look, and only the server role calls them', async () => {
  const rows = await run<{ name: string; definer: boolean; path: string | null; server: boolean; others: boolean }>(
    database.owner,
    `SELECT proname AS name, prosecdef AS definer, (SELECT c FROM unnest(proconfig) AS c WHERE c LIKE 'search_path=%') AS path,
      has_function_privilege('${database.server.user}', oid, 'EXECUTE') AS server,
      has_function_privilege('pg_monitor', oid, 'EXECUTE') AS others
    FROM pg_proc WHERE proname LIKE 'log\\_%' AND pronamespace = 'public'::regnamespace ORDER BY proname`,
  );
  const path = 'search_path=pg_catalog, pg_temp';
  assert.deepEqual(rows, [
    { name: 'log_cut', definer: true, path, server: true, others: false },
    { name: 'log_empty_default', definer: false, path, server: false, others: false },
    { name: 'log_make_month', definer: false, path, server: false, others: false },
    { name: 'log_open_months', definer: true, path, server: true, others: false },
    { name: 'log_refuse', definer: false, path: null, server: false, others: false },
  ]);
});

test('nothing slips behind a cut: it waits for records that are being written', async () => {
  await using store = await openPostgresStore({ connection: database.server });
  assert.equal(await store.logCut(), 0);
  const slow = await connect(database.server, 'test');
  await slow.query('BEGIN');
  await slow.query(`INSERT INTO log_record (instant, event, record) VALUES (${T0}, 'x', '{"event":"slow"}')`);
  // Without the gate, as no program of ours writes: this number is higher and durable first.
  await run(database.server, `INSERT INTO log_record (instant, event, record) VALUES (${T0}, 'x', '{"event":"fast"}')`);
  let cut: number | undefined;
  const asked = store.logCut().then((found) => {
    cut = found;
  });
  const waits = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%log_cut%' AND datname = '${database.owner.database}'`;
  while ((await run(database.admin, waits)).length === 0);
  assert.equal(cut, undefined);
  await slow.query('COMMIT');
  await asked;
  await slow.end();
  const all = await store.searchLog({ limit: 9 });
  assert.deepEqual([all.length, cut], [2, all.at(-1)!.seq]);
});

test('documents are listed by the beginning of their names, page by page', async () => {
  await using store = await openPostgresStore({ connection: database.server });
  const names = ['log/day/2026-03-01', 'log/day/2026-03-02', 'log/day/2026-03-10', 'log/head/x', 'log', 'm'];
  await store.commit({ documents: names.map((name) => ({ name, bytes: new Uint8Array([7]), at: T0 })) });
  const listed = async (...asked: Parameters<typeof store.documents>) =>
    (await store.documents(...asked)).map(({ name }) => name);
  assert.deepEqual(await listed('log/day/', { limit: 2 }), names.slice(0, 2));
  assert.deepEqual(await listed('log/day/', { limit: 9, after: names[1]! }), [names[2]]);
  assert.deepEqual(await listed('log/', { limit: 9 }), names.slice(0, 4));
});

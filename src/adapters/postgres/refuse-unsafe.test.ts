import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from './connection.ts';
import { migrate } from './migrate.ts';
import { openPostgresStore } from './open-store.ts';
import { UnsafeDatabase } from './refuse-unsafe.ts';
import { openTestDatabase, type TestDatabase, withTestDatabase } from './test-database.ts';

const refused = (connection: TestDatabase['server'], reason: RegExp) =>
  assert.rejects(
    openPostgresStore({ connection }),
    (error) => error instanceof UnsafeDatabase && reason.test(error.message),
  );

async function asAdmin(database: TestDatabase, sql: string): Promise<void> {
  const admin = await connect(database.admin, 'test');
  await admin.query(sql).finally(() => admin.end());
}

test('a database that answers before its commits are durable is refused', async () => {
  await withTestDatabase(async (database) => {
    await asAdmin(database, `ALTER DATABASE ${database.server.database} SET synchronous_commit = off`);
    await refused(database.server, /synchronous_commit is off.*set synchronous_commit = on/);
  });
});

test('a superuser and the owner of the log are refused as server', async () => {
  await withTestDatabase(async (database) => {
    await refused(database.admin, /superuser/);
    await refused(database.owner, /may change the message log/);
  });
});

test('the server role may add to the log and read it, never change or remove', async () => {
  await withTestDatabase(async (database) => {
    await using store = await openPostgresStore({ connection: database.server });
    await store.commit({ log: [{ instant: 1, point: 'SYS', event: 'CicloAvvio' }] });
    const server = await connect(database.server, 'test');
    for (const sql of [
      "UPDATE log_record SET event = 'x'",
      'DELETE FROM log_record',
      'TRUNCATE log_record',
      'DROP TABLE log_record',
    ]) {
      await assert.rejects(server.query(sql), /permission denied|must be owner/);
    }
    await server.end();
    assert.equal((await store.searchLog({ limit: 9 })).length, 1);
  });
});

test('a database without tables, or of another version, is refused with what to do', async () => {
  await withTestDatabase(async (database) => {
    await asAdmin(database, 'UPDATE schema_version SET version = 999');
    await refused(database.server, /schema is 999/);
    await assert.rejects(migrate(database.owner, database.server.user), /run the newer program/);
    await asAdmin(database, 'DROP TABLE schema_version');
    await asAdmin(database, `DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION ${database.owner.user}`);
    await asAdmin(database, `GRANT USAGE ON SCHEMA public TO ${database.server.user}`);
    await refused(database.server, /run the migrations/);
    await migrate(database.owner, database.server.user);
    await using store = await openPostgresStore({ connection: database.server });
    assert.equal(await store.openJobs(), 0);
  });
});

test('migrations may be run by two processes at once, and again', async () => {
  await using database = await openTestDatabase();
  const run = () => migrate(database.owner, database.server.user);
  await Promise.all([run(), run(), run()]);
});

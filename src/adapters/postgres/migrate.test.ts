import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import { auditMessage } from '#message-log';
import { HOUR_MS, sampleMailbox, sampleMessage, samplePlacement, T0 } from '#testing';
import { checkInvariants } from './check-invariants.ts';
import { connect, type PostgresConnection } from './connection.ts';
import { migrate, SCHEMA_VERSION } from './migrate.ts';
import { migration0001 } from './migration-0001.ts';
import { migration0002 } from './migration-0002.ts';
import { openPostgresStore } from './open-store.ts';
import { type TestDatabase, withTestDatabase } from './test-database.ts';

async function run(connection: PostgresConnection, ...statements: readonly string[]): Promise<void> {
  const client = await connect(connection, 'test');
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The database as the first two migrations leave it, with one mailbox in use. */
async function secondSchema({ admin, owner }: TestDatabase): Promise<void> {
  const schema = `DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION ${owner.user}`;
  await run(admin, schema);
  await run(owner, 'CREATE TABLE schema_version (version integer NOT NULL); INSERT INTO schema_version VALUES (2)');
  await run(owner, migration0001, migration0002);
  const record = JSON.stringify(sampleMailbox('ugo'));
  await run(
    owner,
    `INSERT INTO mailbox VALUES ('ugo', 'ugo@pec.alfa.example', 'active', 1000, '${record}')`,
    `INSERT INTO message SELECT 'm' || n, 2, sha256('x' || chr(10)::bytea), 'x' || chr(10)::bytea FROM generate_series(1, 3) AS n`,
    `INSERT INTO folder VALUES ('ugo', 'INBOX', 1700000007, 5), ('ugo', 'Sent', 1700000009, 2)`,
    `INSERT INTO placement VALUES ('ugo', 'INBOX', 2, 'm1', 100, ${T0}, '{}'),
      ('ugo', 'INBOX', 4, 'm2', 100, ${T0 + 1}, '{"\\\\Seen","\\\\Deleted",Alfa}'), ('ugo', 'Sent', 1, 'm3', 7, ${T0}, '{}')`,
    "INSERT INTO mailbox_use VALUES ('ugo', 207, 3)",
  );
}

test('mailboxes of the second schema come through with every UID, flag and octet', async () => {
  await withTestDatabase(async (database) => {
    await secondSchema(database);
    await migrate(database.owner, database.server.user);
    await using store = await openPostgresStore({ connection: database.server });
    const [inbox, sent] = await store.folders('ugo');
    const kept = { mailbox: 'ugo', highestModseq: 1 };
    assert.deepEqual(inbox, {
      ...kept,
      id: inbox!.id,
      name: 'INBOX',
      uidValidity: 1700000007,
      uidNext: 5,
      recentUid: 4,
    });
    const isSent = { name: 'Sent', specialUse: '\\Sent', uidValidity: 1700000009, uidNext: 2, recentUid: 1 };
    assert.deepEqual(sent, { ...kept, id: sent!.id, ...isSent });
    const item = { modseq: 1, size: 100 };
    assert.deepEqual((await store.changes(inbox!.id, 0))!.items, [
      { ...item, uid: 2, messageId: 'm1', internalDate: T0, savedAt: T0, flags: [] },
      {
        ...item,
        uid: 4,
        messageId: 'm2',
        internalDate: T0 + 1,
        savedAt: T0 + 1,
        flags: ['Alfa', '\\Deleted', '\\Seen'],
      },
    ]);
    const { uidNext, highestModseq } = inbox!;
    const counts = { uidNext, highestModseq, messages: 2, unseen: 1, deleted: 1, size: 200 };
    assert.deepEqual((await store.counts([inbox!.id])).get(inbox!.id), counts);
    assert.deepEqual(await store.mailboxUse('ugo'), { usedBytes: 207, messages: 3 });
    const made = await store.createFolder('ugo', 'a', T0);
    assert.ok(made.done && made.folder.uidValidity > 1700000009, 'greater than all that were given');
    const placed = { messages: [sampleMessage('m4')], placements: [samplePlacement('ugo', 'm4')] };
    assert.deepEqual(await store.commit(placed), { done: true, uids: [5] });
    const question = { blobs: memoryBlobs(), now: T0 + HOUR_MS, audit: auditMessage };
    assert.deepEqual(await checkInvariants({ connection: database.server, ...question }), []);
  });
});

test('migrating again changes nothing, and a newer schema is refused', async () => {
  await withTestDatabase(async ({ owner, server }) => {
    await migrate(owner, server.user);
    await run(owner, `UPDATE schema_version SET version = ${SCHEMA_VERSION + 1}`);
    await assert.rejects(migrate(owner, server.user), /run the newer program/);
  });
});

test('who may not create the extension of the search is told what to do, and nothing is changed', async () => {
  await withTestDatabase(async (database) => {
    const { admin, owner, server } = database;
    await secondSchema(database);
    await run(admin, `ALTER DATABASE ${owner.database} OWNER TO ${admin.user}`);
    await assert.rejects(migrate(owner, server.user), /may not create the extension pg_trgm: grant it CREATE/);
    await run(admin, 'CREATE EXTENSION pg_trgm');
    await migrate(owner, server.user);
  });
});

test('the server role changes folders, but runs nothing as owner', async () => {
  await withTestDatabase(async ({ server, owner }) => {
    const client = await connect(owner, 'test');
    const { rows } = await client.query(`SELECT proname FROM pg_proc WHERE proname LIKE 'mail\\_%'
      AND (prosecdef OR NOT has_function_privilege('${server.user}', oid, 'EXECUTE') OR has_function_privilege('pg_monitor', oid, 'EXECUTE'))`);
    await client.end();
    assert.deepEqual(rows, []);
    await assert.rejects(run(server, 'CREATE OR REPLACE FUNCTION mail_gate() RETURNS void LANGUAGE sql AS $$ $$'));
  });
});

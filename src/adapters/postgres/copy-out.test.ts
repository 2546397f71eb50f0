import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { openPool } from './connection.ts';
import { copyOut } from './copy-out.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let pool: pg.Pool;
before(async () => {
  database = await openTestDatabase();
  pool = openPool(database.server, 1);
});
after(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

test('rows come as they are, whatever is in them', async () => {
  const big = 'é'.repeat(300_000);
  const sql = `SELECT v.a::bigint, v.b::bytea, v.c FROM (VALUES
    (1, '\\x00ff80', 'città'), (9007199254740991, '', NULL), (-5000000000, '\\xc3', ''), (0, '\\x01', '${big}')) AS v (a, b, c)`;
  const rows: unknown[] = [];
  await copyOut(pool, [{ sql, take: (row) => rows.push([row.int8(), row.bytes().toString('hex'), row.textOrNull()]) }]);
  assert.deepEqual(rows, [
    [1, '00ff80', 'città'],
    [Number.MAX_SAFE_INTEGER, '', null],
    [-5_000_000_000, 'c3', ''],
    [0, '01', big],
  ]);
});

test('parts come one after another, those without rows too, and see one snapshot', async () => {
  const told: string[] = [];
  const numbers = (name: string, sql: string) => {
    return { sql, take: (row: { int8(): number }) => told.push(`${name} ${row.int8()}`) };
  };
  const many = 'SELECT n::bigint FROM generate_series(1, 3) AS n';
  await copyOut(pool, [
    numbers('a', `${many} WHERE n > 2`),
    numbers('b', `${many} WHERE false`),
    numbers('c', many),
    numbers('d', "SELECT count(*) FROM pg_stat_activity WHERE state = 'none'"),
  ]);
  assert.deepEqual(told, ['a 3', 'c 1', 'c 2', 'c 3', 'd 0']);
  const modes: string[] = [];
  const mode = {
    sql: "SELECT current_setting('transaction_isolation')",
    take: (row: { text(): string }) => modes.push(row.text()),
  };
  await copyOut(pool, [mode, mode]);
  assert.deepEqual(modes, ['repeatable read', 'repeatable read']);
});

test('a fault of the query, of the reader or of the connection rejects, and the pool goes on', async () => {
  const one = 'SELECT 1::bigint';
  const take = () => {};
  await assert.rejects(
    copyOut(pool, [
      { sql: one, take },
      { sql: 'SELECT 1/0', take },
    ]),
    /division by zero/,
  );
  const fail = () => {
    throw new Error('cannot be read');
  };
  await assert.rejects(copyOut(pool, [{ sql: `${one} FROM generate_series(1, 9)`, take: fail }]), /cannot be read/);
  const sql = 'SELECT 1::bigint FROM pg_terminate_backend(pg_backend_pid())';
  await assert.rejects(copyOut(pool, [{ sql, take }]));
  let rows = 0;
  await copyOut(pool, [{ sql: one, take: () => rows++ }]);
  assert.equal(rows, 1);
});

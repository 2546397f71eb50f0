import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import type pg from 'pg';
import { connect, openPool } from './connection.ts';
import { removeRetained } from './retained-rows.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let pool: pg.Pool;
let client: pg.Client;
before(async () => {
  database = await openTestDatabase();
  pool = openPool(database.server, 2);
  client = await connect(database.owner, 'test');
});
after(async () => {
  await pool.end();
  await client.end();
  await database[Symbol.asyncDispose]();
});
beforeEach(() => database.empty());

async function all(kind: 'dispatch' | 'seen', before: number | string, isDryRun = false): Promise<number> {
  let total = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: { count: number; next?: string } = await removeRetained(pool, kind, { before, after, isDryRun });
    total += page.count;
    after = page.next;
  }
  return total;
}

const keys = async (table: string, column: string): Promise<readonly string[]> =>
  (await client.query(`SELECT ${column} AS key FROM ${table} ORDER BY 1`)).rows.map(({ key }) => key as string);

test('of what was sent exactly what is older goes, with its tracking, and never what is still owed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: fc.integer({ min: 0, max: 20 }), isOwed: fc.boolean() }), { maxLength: 12 }),
      fc.integer({ min: 0, max: 20 }),
      async (sent, before) => {
        await client.query('DELETE FROM dispatch; DELETE FROM tracking');
        for (const [number, { at, isOwed }] of sent.entries()) {
          const id = `id${number}`;
          await client.query("INSERT INTO dispatch VALUES ($1, '{}', $2, 'm', 'e')", [id, at]);
          const due = isOwed ? 1 : null;
          await client.query("INSERT INTO tracking VALUES ($1, 'a', 'DELIVERED', NULL), ($1, 'b', 'x', $2)", [id, due]);
        }
        const stays = sent.flatMap(({ at, isOwed }, number) => (at < before && !isOwed ? [] : [`id${number}`])).sort();
        assert.equal(await all('dispatch', before, true), sent.length - stays.length);
        assert.equal((await keys('dispatch', 'identificativo')).length, sent.length, 'a dry run changes nothing');
        assert.equal(await all('dispatch', before), sent.length - stays.length);
        assert.deepEqual(await keys('dispatch', 'identificativo'), stays);
        assert.deepEqual([...new Set(await keys('tracking', 'identificativo'))], stays);
      },
    ),
    { numRuns: 15 },
  );
});

test('memories of younger messages stay, those of names that tell no time, and those of a message that waits in a job', async () => {
  await client.query(`
    INSERT INTO seen VALUES ('old', '', '00000000aaa'), ('young', '', '00000000zzz'), ('named', '', 'opec<1>'), ('job', '', '00000000aab');
    INSERT INTO job VALUES ('j', 'q', '{"messageId":"00000000aab"}', 1, 2, 0, NULL, NULL, NULL, NULL)`);
  assert.equal(await all('seen', '00000000m'), 1);
  assert.deepEqual(await keys('seen', 'key'), ['job', 'named', 'young']);
});

test('more rows than a page holds are gone through to the end', async () => {
  await client.query("INSERT INTO seen SELECT 'k' || n, '', '0' || n FROM generate_series(1, 12000) n");
  assert.equal(await all('seen', '1'), 12_000);
  assert.deepEqual(await keys('seen', 'key'), []);
});

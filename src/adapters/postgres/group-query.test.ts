import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { measureArray } from './binary-array.ts';
import { connect } from './connection.ts';
import { bindMessage, GroupQuery, MessageRoom } from './group-query.ts';
import { openPostgresStore } from './open-store.ts';
import { withTestDatabase } from './test-database.ts';

const STATEMENT = {
  name: 'test',
  text: 'SELECT $1::int4[] AS numbers, $2::text[] AS texts, octet_length(($3::bytea[])[1]) AS octets',
};

const values = (octets: number) => [
  measureArray('int4', [1, null, -3]),
  measureArray('text', []),
  measureArray('bytea', [[new Uint8Array(octets - 1), new Uint8Array(1)]]),
];

function ask(client: pg.Client, query: GroupQuery): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback = (error: Error | null, result: pg.QueryResult) => (error ? reject(error) : resolve(result.rows[0]));
    client.query(Object.assign(query, { callback }));
  });
}

test('messages of any size follow one another through the same room', async () => {
  await withTestDatabase(async ({ server }) => {
    const client = await connect(server, 'test');
    const room = new MessageRoom();
    for (const octets of [1, 100, 70_000, 9, 3_000_000, 6_000_000, 10]) {
      const row = await ask(client, new GroupQuery(STATEMENT, values(octets), room));
      assert.deepEqual(row, { numbers: [1, null, -3], texts: [], octets });
    }
    await client.end();
  });
});

test('a small message leaves nothing of a greater one behind', () => {
  const room = new MessageRoom();
  const first = Buffer.from(bindMessage('test', values(50), room));
  bindMessage('test', values(5_000), room);
  assert.deepEqual(bindMessage('test', values(50), room), first);
});

test('the store goes on after a message that could not be written', async () => {
  await withTestDatabase(async ({ server }) => {
    await using store = await openPostgresStore({ connection: server });
    const document = (name: string, at: number) => ({ documents: [{ name, bytes: new Uint8Array(3), at }] });
    await assert.rejects(store.commit(document('a', 0.5)), RangeError);
    assert.ok((await store.commit(document('b', 1))).done);
    assert.equal((await store.document('b'))?.bytes.length, 3);
  });
});

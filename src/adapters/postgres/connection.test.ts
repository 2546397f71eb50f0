import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roleOf } from './connection.ts';
import { migrate } from './migrate.ts';

test('the role is read from every form of a connection that PostgreSQL knows', () => {
  for (const url of [
    'postgres://pec%40server:secret@db.example:5432/pec',
    'postgresql://pec%40server@db.example/pec',
    'postgres://pec%40server:se%2Fcret@/pec?host=%2Fvar%2Frun%2Fpostgresql',
    'postgres:///pec?host=/var/run/postgresql&user=pec%40server',
  ]) {
    assert.equal(roleOf(url), 'pec@server', url);
  }
  assert.equal(roleOf({ host: '/run', port: 5432, database: 'pec', user: 'pec@server', password: '' }), 'pec@server');
});

test('a database that is not there is called by its name, with why, also where a host has several addresses', async () => {
  for (const host of ['127.0.0.1', 'localhost'])
    await assert.rejects(
      migrate(`postgres://pec@${host}:1/pec`, 'pec'),
      /^Error: the database cannot be reached: .*connect ECONNREFUSED .*:1/,
    );
});

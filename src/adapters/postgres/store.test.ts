import { after, before } from 'node:test';
import { storeContract } from '#testing';
import { openPostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
after(() => database[Symbol.asyncDispose]());

storeContract('postgres', async () => {
  await database.empty();
  const open = () => openPostgresStore({ connection: database.server });
  return { store: await open(), reopen: open };
});

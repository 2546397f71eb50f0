import { after, before } from 'node:test';
import { fullSizeMailStoreContract } from '#testing';
import { openPostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
after(() => database[Symbol.asyncDispose]());

fullSizeMailStoreContract('postgres', async () => {
  const open = () => openPostgresStore({ connection: database.server, cacheBytes: 0 });
  return { room: await open(), reopen: open, check: async () => [] };
});

import { after, before } from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import { auditMessage } from '#message-log';
import { HOUR_MS, mailStoreContract, T0 } from '#testing';
import { checkInvariants } from './check-invariants.ts';
import { openPostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
after(() => database[Symbol.asyncDispose]());

async function check(): Promise<readonly string[]> {
  const blobs = memoryBlobs();
  const findings = await checkInvariants({
    connection: database.server,
    blobs,
    now: T0 + HOUR_MS,
    audit: auditMessage,
  });
  // The contract invents octets: digests and blobs are judged elsewhere.
  const own = findings.filter(({ rule }) => !rule.startsWith('blob-') && rule !== 'message-digest');
  return own.map(({ rule, what, where }) => `${rule}: ${where} ${what}`);
}

mailStoreContract('postgres', async () => {
  await database.empty();
  const open = () => openPostgresStore({ connection: database.server, cacheBytes: 0 });
  return { room: await open(), reopen: open, check };
});

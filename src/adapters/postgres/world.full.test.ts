import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '#ports';
import { mortalStore, type ProviderDisk, simulate } from '#testing';
import { openPostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

const SEEDS = 20;
/** A commit of PostgreSQL takes many rounds of the event loop. */
const PATIENCE = 10_000_000;

/** A provider's database as the disk of the world: emptied for each seed. */
async function postgresDisk(database: TestDatabase, opened: Store[]): Promise<ProviderDisk> {
  await database.empty();
  const open = () => openPostgresStore({ connection: database.server, gatherMs: 0, readConnections: 2 });
  const inspect = await open();
  opened.push(inspect);
  return {
    blobs: { blobs: new Map(), born: 0 },
    inspect,
    async open(pace) {
      const store = await open();
      opened.push(store);
      return mortalStore(store, pace);
    },
  };
}

test(`on PostgreSQL, in the rough worlds of ${SEEDS} seeds nothing is lost, doubled or owed`, async () => {
  const databases = new Map<string, TestDatabase>();
  try {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const found = await simulateOn(databases, seed);
      assert.ok(found.length === 0, found.join('\n'));
    }
  } finally {
    for (const database of databases.values()) await database[Symbol.asyncDispose]();
  }
});

async function simulateOn(databases: Map<string, TestDatabase>, seed: number): Promise<readonly string[]> {
  const opened: Store[] = [];
  const disk = async ({ key }: { readonly key: string }) => {
    const database = databases.get(key) ?? (await openTestDatabase());
    databases.set(key, database);
    return await postgresDisk(database, opened);
  };
  const wire = { refused: 0.1, replyLost: 0.1, doubled: 0.1 };
  try {
    return await simulate(seed, {
      letters: 5,
      world: { powerCut: 0.004, tolerant: true, patience: PATIENCE, wire, disk },
    });
  } finally {
    await Promise.allSettled(opened.map((store) => store[Symbol.asyncDispose]()));
  }
}

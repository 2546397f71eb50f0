import {
  checkStoreAlone,
  migrate,
  openPostgresStore,
  type PostgresStore,
  type PostgresTarget,
  roleOf,
  startEmbeddedPostgres,
} from '#adapters/postgres';
import type { Logger, ProviderConfig } from '#config';
import type { Random } from '#ports';

/** The provider's store, migrated and open, and what must be closed with it. */
export interface OpenDatabase {
  readonly store: PostgresStore;
  /** All invariants, on a connection of its own, unless another process is at it. */
  readonly check: Check;
  /** Calls `listener` when jobs of another process may wait. */
  onWake(listener: () => void): void;
  close(): Promise<void>;
}

type Question = Parameters<typeof checkStoreAlone>[0];
type Check = (
  question: Omit<Question, 'connection'>,
  judge: () => Promise<boolean>,
) => ReturnType<typeof checkStoreAlone>;

export async function openDatabase({ database }: ProviderConfig, random: Random, log: Logger): Promise<OpenDatabase> {
  if (database.kind === 'server') {
    await migrate(database.owner, roleOf(database.server));
    return await open(database.server, async () => {});
  }
  const cluster = await startEmbeddedPostgres({ dataDir: database.dataDir, random, log: (text) => log.info({}, text) });
  const { server } = await cluster.database(database.database);
  return await open(server, () => cluster.stop());
}

async function open(connection: string | PostgresTarget, stop: () => Promise<void>): Promise<OpenDatabase> {
  const store = await openPostgresStore({ connection });
  return {
    store,
    check: (question, judge) => checkStoreAlone({ ...question, connection }, judge),
    onWake: (listener) => void store.onWake(listener),
    async close() {
      await store[Symbol.asyncDispose]();
      await stop();
    },
  };
}

import {
  checkStoreAlone,
  migrate,
  openPostgresStore,
  type PostgresConnection,
  type PostgresStore,
  roleOf,
  startEmbeddedPostgres,
} from '#adapters/postgres';
import type { Logger, ProviderConfig } from '#config';
import type { Random } from '#ports';

/** The provider's store, migrated and open, and what must be closed with it. */
export interface OpenDatabase {
  readonly store: PostgresStore;
  /** The owner's, for what the server may never do. */
  readonly owner: PostgresConnection;
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
    return await open(database, async () => {});
  }
  const cluster = await startEmbeddedPostgres({ dataDir: database.dataDir, random, log: (text) => log.info({}, text) });
  const roles = await cluster.database(database.database);
  return await open(roles, () => cluster.stop());
}

async function open(
  { server: connection, owner }: { readonly server: PostgresConnection; readonly owner: PostgresConnection },
  stop: () => Promise<void>,
): Promise<OpenDatabase> {
  const store = await openPostgresStore({ connection });
  return {
    store,
    owner,
    check: (question, judge) => checkStoreAlone({ ...question, connection }, judge),
    onWake: (listener) => void store.onWake(listener),
    async close() {
      await store[Symbol.asyncDispose]();
      await stop();
    },
  };
}

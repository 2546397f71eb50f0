import pg from 'pg';
import { openFileBlobs } from '#adapters/files';
import {
  checkInvariants,
  openPostgresStore,
  type PostgresStore,
  type PostgresTarget,
  runningPostgres,
} from '#adapters/postgres';
import { systemRandom } from '#config';
import { auditMessage } from '#message-log';
import { dataFolder } from '#sandbox';

/** A provider of a running sandbox seen from behind: its database and its blobs. */
export interface Records extends AsyncDisposable {
  readonly store: PostgresStore;
  readonly server: PostgresTarget;
  /** Rows of one query, as the owner. */
  rows<T extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<readonly T[]>;
  /** The exact octets of a stored message. */
  octets(messageId: string): Promise<Buffer>;
  /** What `ceralacca check` finds. */
  findings(): Promise<readonly unknown[]>;
}

export async function openRecords(data: string, key: string): Promise<Records> {
  const folder = dataFolder(data);
  const cluster = runningPostgres(folder.postgres);
  if (cluster === undefined) throw new Error(`no database runs in ${folder.postgres}`);
  const server = cluster.connection(key, 'server');
  const store = await openPostgresStore({ connection: server, readConnections: 1 });
  const owner = new pg.Client({ ...cluster.connection(key, 'owner') });
  await owner.connect();
  const legalTime = { now: () => Date.now() };
  const dir = folder.provider(key).blobs;
  return {
    store,
    server,
    rows: async (sql, values = []) => (await owner.query(sql, [...values])).rows,
    async octets(messageId) {
      await using blobs = await openFileBlobs({ dir, random: systemRandom(), legalTime });
      const message = await store.message(messageId);
      if (message === undefined) throw new Error(`no message ${messageId}`);
      return Buffer.from(await blobs.bytes(message.rope, message.size));
    },
    async findings() {
      await using blobs = await openFileBlobs({ dir, random: systemRandom(), legalTime });
      return await checkInvariants({ connection: server, blobs, now: Date.now(), audit: auditMessage });
    },
    async [Symbol.asyncDispose]() {
      await owner.end();
      await store[Symbol.asyncDispose]();
    },
  };
}

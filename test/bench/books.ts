import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { runningPostgres } from '#adapters/postgres';
import { dataFolder } from '#sandbox';

/** What a running provider of the sandbox has written, read beside it without asking its doors. */
export interface Books extends AsyncDisposable {
  /** Messages that came into these mailboxes together: committed, so their holders can read them. */
  held(addresses: readonly string[]): Promise<number>;
  /** Jobs not yet done. */
  jobs(): Promise<number>;
  /** Position of the newest log record. */
  lastRecord(): Promise<number>;
  /** Identificativo of each notice put into a mailbox after this position of the log, in its order. */
  noticesAfter(seq: number): Promise<readonly { readonly seq: number; readonly identificativo: string }[]>;
  /** Octets on disk: the whole database, and the files of bodies. */
  stored(): Promise<{ readonly database: number; readonly files: number }>;
  /** Octets of each message that is in the database, by id. */
  sizes(): Promise<ReadonlyMap<string, number>>;
  /** A statement of the owner. */
  write(sql: string): Promise<void>;
}

export async function openBooks(data: string, key: string): Promise<Books> {
  const folder = dataFolder(data);
  const cluster = runningPostgres(folder.postgres);
  if (cluster === undefined) throw new Error(`no database runs in ${folder.postgres}`);
  const client = new pg.Client({ ...cluster.connection(key, 'owner') });
  // A lost connection is told by the next query.
  client.on('error', () => {});
  await client.connect();
  const number = async (text: string, values: unknown[] = []): Promise<number> =>
    Number(Object.values((await client.query(text, values)).rows[0])[0] ?? 0);
  return {
    held: (addresses) =>
      number(
        "SELECT sum(messages) FROM folder JOIN mailbox ON mailbox.id = folder.mailbox WHERE address = ANY ($1) AND name = 'INBOX'",
        [addresses],
      ),
    jobs: () => number('SELECT count(*) FROM job'),
    lastRecord: () => number('SELECT max(seq) FROM log_record'),
    async noticesAfter(seq) {
      const text =
        "SELECT seq, identificativo FROM log_record WHERE event = 'ConsegnaCasella' AND seq > $1 ORDER BY seq LIMIT 1000";
      const { rows } = await client.query<{ seq: string; identificativo: string }>({
        name: 'notices',
        text,
        values: [seq],
      });
      return rows.map((row) => ({ seq: Number(row.seq), identificativo: row.identificativo }));
    },
    async stored() {
      const database = await number('SELECT pg_database_size(current_database())');
      return { database, files: octetsBelow(folder.provider(key).blobs) };
    },
    async sizes() {
      const { rows } = await client.query<{ id: string; size: string }>('SELECT id, size FROM message');
      return new Map(rows.map(({ id, size }) => [id, Number(size)]));
    },
    async write(sql) {
      await client.query(sql);
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

function octetsBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

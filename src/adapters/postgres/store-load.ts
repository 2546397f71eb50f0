import pg from 'pg';
import { connect, type PostgresConnection } from './connection.ts';
import { copyPartIn } from './copy-parts.ts';
import { logFunctions } from './log-functions.ts';
import { migrate, SCHEMA_VERSION } from './migrate.ts';
import type { SnapshotHead } from './store-snapshot.ts';

/** A database being filled from a snapshot: nothing of it is seen before `finish`, and whatever ends it before leaves it empty. */
export interface StoreLoad extends AsyncDisposable {
  /** One part of a table, in the order of the snapshot; answers its rows. */
  load(table: string, part: Uint8Array): Promise<number>;
  finish(): Promise<void>;
}

/** The database is not empty, or of another time. */
export class UnfitDatabase extends Error {
  override name = 'UnfitDatabase';
}

/**
 * What was numbered after the snapshot was taken is lost, and others may remember it. New numbers begin so far above that none of them
 * is given to something else: UIDs and folders (RFC 9051 2.3.1.1), positions of the log.
 */
const GAP = 1_000_000;

/** Mail programs ask again for every flag, and are told of every UID that is not there; leases were those of another machine. */
const AFTERWARDS = /* sql */ `
UPDATE folder SET uid_next = uid_next + ${GAP}, highest_modseq = highest_modseq + ${GAP},
  vanished_floor = highest_modseq + ${GAP}, judged_uid = 0;
UPDATE placement p SET modseq = f.highest_modseq FROM folder f WHERE f.id = p.folder;
UPDATE job SET token = NULL, leased_at = NULL, leased_until = NULL;
SELECT setval(pg_get_serial_sequence('log_record', 'seq'), (SELECT coalesce(max(seq), 0) FROM log_record) + ${GAP});
`;

/**
 * Makes the tables in the version the snapshot is of. Throws `UnfitDatabase` when something stands in them already, or when the snapshot
 * is of a newer program. Afterwards `migrate` brings them up to this one.
 */
export async function openStoreLoad(
  owner: PostgresConnection,
  serverRole: string,
  head: SnapshotHead,
): Promise<StoreLoad> {
  if (head.schema > SCHEMA_VERSION)
    throw new UnfitDatabase(
      `the backup has schema ${head.schema}, this program knows ${SCHEMA_VERSION}: use the newer program`,
    );
  await refuseFilled(owner, head.schema);
  await migrate(owner, serverRole, head.schema);
  const client = await connect(owner, 'restore');
  const into = new Map(
    head.tables.map(({ name, columns }) => [
      name,
      `${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`,
    ]),
  );
  try {
    if (head.months.length > 0) await client.query(logFunctions);
    await client.query('BEGIN');
    for (const month of head.months) await client.query('SELECT log_make_month($1)', [`${month}-01`]);
  } catch (fault) {
    await client.end();
    throw fault;
  }
  return {
    async load(table, part) {
      const target = into.get(table);
      if (target === undefined) throw new Error(`the backup names no table ${table}`);
      return await copyPartIn(client, target, part);
    },
    async finish() {
      await client.query(AFTERWARDS);
      await client.query(`SELECT setval('folder_id_seq', $1::bigint + ${GAP})`, [head.lastFolder]);
      await client.query('COMMIT');
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

async function refuseFilled(owner: PostgresConnection, schema: number): Promise<void> {
  const client = await connect(owner, 'restore');
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.relname::text AS name FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
    );
    if (rows.length > 0 && !rows.some(({ name }) => name === 'schema_version'))
      throw new UnfitDatabase(`the database holds tables of something else (${rows[0]!.name})`);
    for (const { name } of rows.filter((row) => row.name !== 'schema_version')) {
      const found = await client.query(`SELECT FROM ${pg.escapeIdentifier(name)} LIMIT 1`);
      if (found.rowCount) throw new UnfitDatabase(`the database is not empty (table ${name})`);
    }
    if (rows.length === 0) return;
    const { rows: versions } = await client.query<{ version: number }>('SELECT version FROM schema_version');
    if (versions[0] !== undefined && versions[0].version !== schema)
      throw new UnfitDatabase(
        `the database has tables of schema ${versions[0].version}, the backup of ${schema}: give it a new database`,
      );
  } finally {
    await client.end();
  }
}

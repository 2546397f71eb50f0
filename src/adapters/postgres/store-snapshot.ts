import pg from 'pg';
import { holdRemovals } from './backup-lock.ts';
import { connect, type PostgresConnection } from './connection.ts';
import { type CopiedPart, copyParts } from './copy-parts.ts';

/** What a snapshot is of, and all that is needed to make its tables again. */
export interface SnapshotHead {
  /** `SCHEMA_VERSION` of the program that keeps the database. */
  readonly schema: number;
  /** In an order in which what a row names comes before it. */
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[];
  /** Months of which the log has a part of its own, `2026-11`. */
  readonly months: readonly string[];
  /** Ids of folders are never given twice: up to this one they were. */
  readonly lastFolder: number;
}

/** Everything a provider's database holds, as of one instant, while it goes on working. */
export interface StoreSnapshot extends AsyncDisposable {
  readonly head: SnapshotHead;
  /** All rows of a table, in parts; `take` is waited for. */
  copy(table: string, take: (part: CopiedPart) => Promise<void>): Promise<void>;
  /** Names of the bodies that messages name: 16 octets each, one after another. */
  blobs(): Promise<Buffer>;
  /** Names of documents that begin so. */
  documents(prefix: string): Promise<readonly string[]>;
  /** The rows are no longer needed. Files are still not removed, until it is disposed of. */
  release(): Promise<void>;
}

/** Made again from messages (`message_facts`), or of use only to who asked before (`vanished`, see `StoreLoad`). */
const LEFT_OUT = ['schema_version', 'message_facts', 'vanished'];

/**
 * Opens a snapshot as the server role. Bodies it names, and days of the log it knows, stay on the disk until it is disposed of: who removes
 * files asks `unlessBackup`. Rejects when another one is open.
 */
export async function openStoreSnapshot(connection: PostgresConnection): Promise<StoreSnapshot> {
  const client = await connect(connection, 'backup');
  try {
    await holdRemovals(client);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const head = await readHead(client);
    const columns = new Map(head.tables.map((table) => [table.name, table.columns.map(quoted).join(', ')]));
    return {
      head,
      copy: (table, take) => copyParts(client, `SELECT ${columns.get(table)} FROM ${quoted(table)}`, take),
      blobs: () => readBlobs(client),
      async documents(prefix) {
        const { rows } = await client.query<{ name: string }>(
          'SELECT name FROM document WHERE starts_with(name, $1) ORDER BY name',
          [prefix],
        );
        return rows.map(({ name }) => name);
      },
      release: async () => void (await client.query('COMMIT')),
      [Symbol.asyncDispose]: () => client.end(),
    };
  } catch (fault) {
    await client.end();
    throw fault;
  }
}

const quoted = (name: string) => pg.escapeIdentifier(name);

interface TableRow {
  readonly name: string;
  readonly columns: readonly string[];
  readonly needs: readonly string[];
}

async function readHead(client: pg.Client): Promise<SnapshotHead> {
  const schema = await client.query<{ version: number }>('SELECT version FROM schema_version');
  const tables = await client.query<TableRow>(
    `SELECT c.relname::text AS name,
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
      ARRAY(SELECT DISTINCT r.relname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
        WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS needs
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname <> ALL ($1) ORDER BY 1`,
    [LEFT_OUT],
  );
  const months = await client.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'log_record'::regclass ORDER BY 1`,
  );
  const last = await client.query<{ last: number }>(
    `SELECT coalesce(pg_sequence_last_value('folder_id_seq'), 0) AS last`,
  );
  return {
    schema: schema.rows[0]!.version,
    tables: inOrder(tables.rows).map(({ name, columns }) => ({ name, columns })),
    months: months.rows.flatMap(({ name }) => /_(\d{4})_(\d\d)$/.exec(name)?.slice(1).join('-') ?? []),
    lastFolder: last.rows[0]!.last,
  };
}

/** What others name first. */
function inOrder(tables: readonly TableRow[]): readonly TableRow[] {
  const placed: TableRow[] = [];
  let waiting = [...tables];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ needs }) => !needs.some((name) => waiting.some((other) => other.name === name)));
    if (ready.length === 0) throw new Error(`tables name each other: ${waiting.map(({ name }) => name).join(', ')}`);
    placed.push(...ready);
    waiting = waiting.filter((table) => !ready.includes(table));
  }
  return placed;
}

const BLOBS_AT_ONCE = 50_000;

async function readBlobs(client: pg.Client): Promise<Buffer> {
  await client.query('DECLARE named CURSOR FOR SELECT DISTINCT blob FROM message_blob ORDER BY blob');
  const pieces: Buffer[] = [];
  for (;;) {
    const { rows } = await client.query<{ blob: string }>(`FETCH ${BLOBS_AT_ONCE} FROM named`);
    if (rows.length === 0) break;
    pieces.push(Buffer.from(rows.map(({ blob }) => blob).join(''), 'hex'));
  }
  await client.query('CLOSE named');
  return Buffer.concat(pieces);
}

import pg from 'pg';

/** How one role reaches one database: a URL (`postgres://user:password@host/database`) or its parts; `host` may be a socket folder. */
export type PostgresConnection = string | PostgresTarget;

export interface PostgresTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

const INT8_OID = 20;
const INT8_ARRAY_OID = 1016;

/** `bigint` comes as number: every value of ours is an instant, a size or a position, far below 2^53. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8_OID) return Number;
    if (oid === INT8_ARRAY_OID) return readInt8Array;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

function readInt8Array(text: string): readonly (number | null)[] {
  if (text === '{}') return [];
  return text
    .slice(1, -1)
    .split(',')
    .map((cell) => (cell === 'NULL' ? null : Number(cell)));
}

/** What every session of ours has set. `synchronous_commit` is raised, never lowered: see `refuseUnsafe`. */
const SESSION = '-c jit=off -c client_min_messages=warning';

export function clientConfig(connection: PostgresConnection, name: string): pg.ClientConfig {
  const target = typeof connection === 'string' ? { connectionString: connection } : { ...connection };
  return {
    ...target,
    application_name: `ceralacca ${name}`,
    options: SESSION,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    types: types as NonNullable<pg.ClientConfig['types']>,
  };
}

/** Opens one session. Its `error` event is heard, so that a lost connection rejects queries and never ends the process. */
export async function connect(connection: PostgresConnection, name: string): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(connection, name));
  client.on('error', () => {});
  await client.connect();
  return client;
}

/**
 * Every read of ours goes by an index. A table that was empty when its plan was made, or that nobody has analysed yet, would be
 * scanned whole: half a thousand rows at first, millions after an hour.
 */
const BY_INDEX = ' -c enable_seqscan=off -c plan_cache_mode=force_generic_plan';

export function openPool(connection: PostgresConnection, max: number): pg.Pool {
  const config = clientConfig(connection, 'reads');
  const options = `${config.options}${BY_INDEX}`;
  const pool = new pg.Pool({ ...config, options, max, idleTimeoutMillis: 60_000 });
  pool.on('error', () => {});
  return pool;
}

/** SQLSTATE of an error the server answered; undefined when the connection broke and the outcome is unknown. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** The role that connects. Read by hand: `postgres://role@/database?host=/folder` is right for PostgreSQL and no URL for the web. */
export function roleOf(connection: PostgresConnection): string {
  if (typeof connection !== 'string') return connection.user;
  const role = /^postgres(?:ql)?:\/\/([^:@/?#]*)(?::[^@/]*)?@/.exec(connection)?.[1];
  return role ? decodeURIComponent(role) : (new URLSearchParams(connection.split('?')[1]).get('user') ?? '');
}

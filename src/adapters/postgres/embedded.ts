import { createHmac } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Random } from '#ports';
import { connect, type PostgresTarget } from './connection.ts';
import {
  type ClusterFolder,
  type ClusterRecord,
  openClusterFolder,
  readClusterRecord,
  writeClusterRecord,
} from './embedded-folder.ts';
import { findPrograms, type ProgramKind } from './embedded-programs.ts';
import { ADMIN_ROLE, initCluster, readyPrograms } from './embedded-setup.ts';
import { migrate } from './migrate.ts';
import { adoptPostmaster, type Postmaster, startPostmaster, stopPostmaster } from './postmaster.ts';
import { livingPostmaster } from './postmaster-file.ts';
import { SOCKET_PORT, socketFolder } from './socket-folder.ts';

export interface EmbeddedPostgresOptions {
  /** Where the cluster is kept; made when missing. */
  readonly dataDir: string;
  /** Told of what an operator should know, in one clear sentence each. */
  readonly log: (text: string) => void;
  readonly random: Random;
  /** Asks for the machine's own PostgreSQL, or for nothing but the package's. Only for a new cluster: the kind is kept. */
  readonly kind?: ProgramKind;
  /** Further settings of the server, such as `shared_buffers`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export type DatabaseRole = 'owner' | 'server';

export interface EmbeddedPostgres extends AsyncDisposable {
  readonly kind: ProgramKind;
  readonly major: number;
  /** The PostgreSQL of an earlier process of ours, which was killed, was still running and goes on. */
  readonly adopted: boolean;
  /** Resolves when PostgreSQL ends without `stop`. */
  readonly ended: Promise<void>;
  connection(database: string, role: DatabaseRole): PostgresTarget;
  /** Makes the database, its two roles and its tables, as far as they are missing. `name`: lower-case letters, digits, `_`. */
  database(name: string): Promise<Readonly<Record<DatabaseRole, PostgresTarget>>>;
  /** The same without its tables. */
  emptyDatabase(name: string): Promise<Readonly<Record<DatabaseRole, PostgresTarget>>>;
  /** As superuser, for tests and maintenance of the cluster itself. */
  admin(): PostgresTarget;
  /** Fast shutdown; to be called last of all. */
  stop(): Promise<void>;
}

/** Held by the session of the process that keeps the cluster: a second server on the same folder is refused. */
const KEEPER_LOCK = 7_305_103;

/**
 * Runs a PostgreSQL of our own in the data folder: no TCP, a socket only we can reach, passwords all the same. An orphan left by
 * a killed process of ours is adopted. Throws when another living process keeps this cluster.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options;
  const folder = openClusterFolder(dataDir, log);
  const record = folder.record ?? (await newCluster(options, folder));
  const postmaster = (await adoptPostmaster(folder.pg)) ?? (await start(options, folder, record));
  if (postmaster.adopted) log(`PostgreSQL of an earlier start (pid ${postmaster.pid}) was still running and is kept`);
  const targets = targetsOf(record, postmaster.socketFolder);
  const keeper = await keep(targets.admin());
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await keeper.end().catch(() => {});
    await stopPostmaster(postmaster, folder.pg);
  };
  return {
    kind: record.kind,
    major: record.major,
    adopted: postmaster.adopted,
    ended: new Promise((resolve) => keeper.once('end', () => stopping || resolve())),
    ...targets,
    emptyDatabase: (name) => ensureDatabase(targets, name),
    async database(name) {
      const roles = await ensureDatabase(targets, name);
      await migrate(roles.owner, roles.server.user);
      return roles;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type Targets = Pick<EmbeddedPostgres, 'connection' | 'admin'>;

/** How to reach the cluster of this data folder while a server keeps it; undefined when none runs. For command-line tools. */
export function runningPostgres(dataDir: string): Targets | undefined {
  const record = readClusterRecord(dataDir);
  const postmaster = record && livingPostmaster(join(record.home, 'pg'));
  return postmaster?.status === 'ready' ? targetsOf(record!, postmaster.socketFolder) : undefined;
}

/**
 * Removes the cluster of this data folder, also where it is kept elsewhere (as root, see `openClusterFolder`): deleting the data
 * folder alone would leave it behind. Throws while it runs.
 */
export function removeEmbeddedPostgres(dataDir: string): void {
  const record = readClusterRecord(dataDir);
  if (!record) return;
  if (livingPostmaster(join(record.home, 'pg')))
    throw new Error(`PostgreSQL still runs in ${record.home}: stop it first`);
  rmSync(record.home, { recursive: true, force: true });
  rmSync(join(dataDir, 'cluster.json'), { force: true });
}

async function newCluster(options: EmbeddedPostgresOptions, folder: ClusterFolder): Promise<ClusterRecord> {
  const programs = await findPrograms(options.kind ? { kind: options.kind } : {});
  const secret = Buffer.from(options.random.bytes(32)).toString('hex');
  const record: ClusterRecord = { kind: programs.kind, major: programs.major, secret, home: folder.home };
  if (existsSync(folder.pg)) throw new Error(`${folder.pg} holds a cluster, but cluster.json beside it is missing`);
  writeClusterRecord(options.dataDir, record);
  await initCluster(readyPrograms(programs, folder, options.log), folder, password(record, ADMIN_ROLE));
  return record;
}

async function start(
  options: EmbeddedPostgresOptions,
  folder: ClusterFolder,
  record: ClusterRecord,
): Promise<Postmaster> {
  const programs = await findPrograms({ kind: record.kind, major: record.major });
  const ready = readyPrograms(programs, folder, options.log);
  return startPostmaster(ready, folder, socketFolder(folder), { ...SETTINGS, ...options.settings });
}

/** A small server on a machine it shares; what certifies is never loosened (see `refuseUnsafe`). */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: `${SOCKET_PORT}`,
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '128MB',
  // Backup is our own: no replica ever follows this WAL.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  max_parallel_workers_per_gather: '0',
  log_line_prefix: '%m [%p] %q%a ',
  log_timezone: 'UTC',
};

/** A killed predecessor's session may take a moment to be noticed. */
async function keep(admin: PostgresTarget): Promise<pg.Client> {
  const client = await connect(admin, 'keeper');
  for (let attempt = 0; attempt < 40; attempt++) {
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [KEEPER_LOCK]);
    if (rows[0]!.held) return client;
    await pause(50);
  }
  await client.end();
  throw new Error('another process is running on this data folder: stop it first');
}

function targetsOf(record: ClusterRecord, host: string): Targets {
  const target = (database: string, user: string) => {
    return { host, port: SOCKET_PORT, database, user, password: password(record, user) };
  };
  return {
    connection: (database, role) => target(database, `${database}_${role}`),
    admin: () => target('postgres', ADMIN_ROLE),
  };
}

function password(record: ClusterRecord, role: string): string {
  return createHmac('sha256', Buffer.from(record.secret, 'hex')).update(role).digest('hex');
}

async function ensureDatabase(targets: Targets, name: string): Promise<Readonly<Record<DatabaseRole, PostgresTarget>>> {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw new Error(`${name} cannot be the name of a database`);
  const owner = targets.connection(name, 'owner');
  const server = targets.connection(name, 'server');
  const client = await connect(targets.admin(), 'databases');
  try {
    for (const { user, password } of [owner, server]) {
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [user]);
      const verb = rowCount ? 'ALTER' : 'CREATE';
      await client.query(`${verb} ROLE ${user} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
    }
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${name} OWNER ${owner.user}`);
    await client.query(
      `REVOKE ALL ON DATABASE ${name} FROM PUBLIC; GRANT CONNECT ON DATABASE ${name} TO ${server.user}`,
    );
  } finally {
    await client.end();
  }
  return { owner, server };
}

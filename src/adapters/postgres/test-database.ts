import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connect, type PostgresTarget, sqlState } from './connection.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly owner: PostgresTarget;
  readonly server: PostgresTarget;
  /** The superuser, in this database. */
  readonly admin: PostgresTarget;
  /** Takes everything out of it: far cheaper than another database. */
  empty(): Promise<void>;
}

interface TestCluster {
  readonly admin: PostgresTarget;
  readonly owner: PostgresTarget;
  readonly server: PostgresTarget;
}

const READY_MS = 60_000;
const DEADLOCK = '40P01';
let cluster: Promise<TestCluster> | undefined;
let count = 0;

/**
 * An empty database for one test file, for tests only: cloned from a template in a cluster that all files of a test run share.
 * The first file to ask starts it; it ends with the run. Dropped by `Symbol.asyncDispose`.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  cluster ??= shareCluster();
  const { admin, owner, server } = await cluster;
  const database = `test_${process.pid}_${++count}`;
  await asAdmin(admin, `CREATE DATABASE ${database} TEMPLATE ${owner.database} OWNER ${owner.user}`);
  await asAdmin(admin, `GRANT CONNECT ON DATABASE ${database} TO ${server.user}`);
  const within = (target: PostgresTarget) => ({ ...target, database });
  return {
    owner: within(owner),
    server: within(server),
    admin: within(admin),
    empty: () => asAdmin(within(admin), EMPTY),
    [Symbol.asyncDispose]: () => asAdmin(admin, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
  };
}

/** Runs `use` with a database of its own. */
export async function withTestDatabase<T>(use: (database: TestDatabase) => Promise<T>): Promise<T> {
  await using database = await openTestDatabase();
  return await use(database);
}

/** The log lets nobody empty it while its triggers are awake. */
const EMPTY = `SET session_replication_role = replica; DO $$ BEGIN
  EXECUTE (SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY'
    FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version');
END $$`;

async function asAdmin(admin: PostgresTarget, sql: string): Promise<void> {
  const client = await connect(admin, 'test');
  try {
    // What a test left behind may still be reading when the next one empties everything.
    for (let attempt = 1; ; attempt++) {
      try {
        return void (await client.query(sql));
      } catch (error) {
        if (attempt === 5 || sqlState(error) !== DEADLOCK) throw error;
      }
    }
  } finally {
    await client.end();
  }
}

/** All files of a run have the runner as parent; a file run by itself is its own run. */
async function shareCluster(): Promise<TestCluster> {
  const runner = process.env.NODE_TEST_CONTEXT ? process.ppid : process.pid;
  const folder = join(tmpdir(), `ceralacca-test-${process.getuid?.() ?? 0}-${runner}`);
  if (claimFolder(folder)) {
    const host = fileURLToPath(new URL('./test-cluster-host.ts', import.meta.url));
    spawn(process.execPath, [host, folder, `${runner}`], { detached: true, stdio: 'ignore' }).unref();
  }
  const ready = join(folder, 'ready.json');
  for (let waited = 0; !existsSync(ready); waited += 20) {
    if (waited > READY_MS) throw new Error(`the test cluster in ${folder} did not start`);
    await pause(20);
  }
  const answer = JSON.parse(readFileSync(ready, 'utf8')) as TestCluster & { fault?: string };
  if (answer.fault) throw new Error(`the test cluster did not start: ${answer.fault}`);
  return answer;
}

function claimFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o755 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

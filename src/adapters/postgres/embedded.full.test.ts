import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { after, before, describe, test } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connect } from './connection.ts';
import {
  type EmbeddedPostgresOptions,
  removeEmbeddedPostgres,
  runningPostgres,
  startEmbeddedPostgres,
} from './embedded.ts';
import { readClusterRecord, writeClusterRecord } from './embedded-folder.ts';
import { openPostgresStore } from './open-store.ts';
import { livingPostmaster, processesIn, readPostmasterFile } from './postmaster-file.ts';

const asRoot = process.getuid?.() === 0;
const NOBODY = 65534;

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'ceralacca-embedded-'));
  chmodSync(folder, 0o755);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The cluster that the tests hand on to each other, in their order. */
const main = () => join(folder, 'main');

function start(dataDir: string, more: Partial<EmbeddedPostgresOptions> = {}) {
  const said: string[] = [];
  const options = { dataDir, log: (text: string) => said.push(text), random: { bytes: (n: number) => randomBytes(n) } };
  return startEmbeddedPostgres({ ...options, ...more }).then((cluster) => ({ cluster, said }));
}

interface Said {
  readonly adopted?: boolean;
  readonly host?: string;
  readonly uid?: number;
  readonly fault?: string;
}

/** Another server process on this data folder, and what it said. */
async function server(
  dataDir: string,
  user: { uid?: number; gid?: number } = {},
): Promise<{ child: ChildProcess; said: Said }> {
  const script = fileURLToPath(new URL('./test-embedded-process.ts', import.meta.url));
  const stdio = ['pipe', 'pipe', 'inherit'] as const;
  const child = spawn(process.execPath, [script, dataDir], {
    ...user,
    cwd: '/',
    env: {},
    detached: true,
    stdio: [...stdio],
  });
  for await (const line of createInterface({ input: child.stdout! })) return { child, said: JSON.parse(line) };
  throw new Error('the server process said nothing');
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));

async function logCount(target: Parameters<typeof openPostgresStore>[0]['connection']): Promise<number> {
  await using store = await openPostgresStore({ connection: target });
  await store.commit({ log: [{ instant: 1, point: 'SYS', event: 'CicloAvvio' }] });
  return (await store.searchLog({ limit: 99 })).length;
}

describe('embedded PostgreSQL', () => {
  test('a new cluster listens on a socket that only its user can reach, as no superuser of the system', async () => {
    const { cluster } = await start(main());
    const { server: target } = await cluster.database('alfa');
    assert.equal(statSync(target.host).mode & 0o777, 0o700);
    assert.equal(await logCount(target), 1);
    const postmaster = livingPostmaster(join(main(), 'postgres', 'pg'))!;
    const status = readFileSync(`/proc/${postmaster.pid}/status`, 'utf8');
    if (asRoot) {
      assert.doesNotMatch(status, /^Uid:\s+0/m);
      assert.match(status, /^Groups:\s*$/m, 'none of the groups of root');
    }
    const group = Number(readFileSync(`/proc/${postmaster.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[2]);
    assert.equal(group, postmaster.pid, 'Ctrl-C is not for it');
    const admin = await connect(cluster.admin(), 'test');
    const { rows } = await admin.query(
      "SELECT current_setting('listen_addresses') AS tcp, current_setting('data_checksums') AS sums",
    );
    assert.deepEqual(rows, [{ tcp: '', sums: 'on' }]);
    await admin.end();
    await assert.rejects(connect({ ...target, password: 'wrong' }, 'test'), /password authentication failed/);
    await cluster.database('beta');
    await assert.rejects(connect({ ...target, database: 'beta' }, 'test'), /permission denied/);
    await assert.rejects(cluster.database('Al fa'), /cannot be the name/);
    await cluster.stop();
    // What has ended may stand in the list of processes a moment longer.
    const left = () => processesIn(join(main(), 'postgres', 'pg'));
    for (const end = performance.now() + 5_000; left().length > 0 && performance.now() < end; ) await immediate();
    assert.deepEqual(left(), []);
  });

  test('a second server on the same folder is refused while the first lives', async () => {
    const { cluster } = await start(main());
    assert.ok(runningPostgres(main()), 'tools can reach it');
    const { said } = await server(main());
    assert.match(said.fault!, /another process is running on this data folder/);
    await cluster.stop();
    assert.equal(runningPostgres(main()), undefined);
  });

  test('a stale postmaster.pid whose number now belongs to another process is no obstacle', async () => {
    const pidFile = join(main(), 'postgres', 'pg', 'postmaster.pid');
    writeFileSync(pidFile, `${process.pid}\n${join(main(), 'postgres', 'pg')}\n1\n5432\n/tmp\n\n  1  1\nready   \n`);
    const { cluster } = await start(main());
    assert.equal(cluster.adopted, false);
    await cluster.stop();
  });
});

describe('embedded PostgreSQL after kill -9', () => {
  test('after kill -9 of the server and its process group the orphan is adopted, and nothing is lost', async () => {
    const { child } = await server(main());
    const gone = ended(child);
    process.kill(-child.pid!, 'SIGKILL');
    await gone;
    const { cluster, said } = await start(main());
    assert.equal(cluster.adopted, true);
    assert.match(said.join(), /was still running and is kept/);
    assert.equal(await logCount(cluster.connection('alfa', 'server')), 2);
    await cluster.stop();
    assert.equal(
      livingPostmaster(join(main(), 'postgres', 'pg')),
      undefined,
      'the adopted one is stopped like our own',
    );
  });

  test('after kill -9 of PostgreSQL itself its busy backends are awaited', async () => {
    const pg = join(main(), 'postgres', 'pg');
    const { cluster } = await start(main());
    const busy = await connect(cluster.admin(), 'busy');
    const { rows } = await busy.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const work = busy.query('SELECT count(*) FROM generate_series(1, 20000000) a WHERE a % 7 = 1').catch(() => {});
    process.kill(readPostmasterFile(pg)!.pid, 'SIGKILL');
    await cluster.ended;
    assert.ok(processesIn(pg).includes(rows[0]!.pid), 'a backend is still at work');
    const again = await start(main());
    assert.ok(!processesIn(pg).includes(rows[0]!.pid));
    assert.equal(again.cluster.adopted, false);
    assert.equal(await logCount(again.cluster.connection('alfa', 'server')), 3);
    await again.cluster.stop();
    await work;
    await busy.end().catch(() => {});
  });
});

describe('the data folder of embedded PostgreSQL', () => {
  test('a cluster whose making was cut off is made anew', async () => {
    const dataDir = join(folder, 'cut-off');
    mkdirSync(join(dataDir, 'postgres', 'pg.new'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres', 'pg.new', 'PG_VERSION'), '18\n');
    writeFileSync(join(dataDir, 'postgres', 'initdb.password'), 'old');
    const { cluster } = await start(dataDir);
    assert.equal(await logCount((await cluster.database('alfa')).server), 1);
    await cluster.stop();
    assert.ok(!existsSync(join(dataDir, 'postgres', 'initdb.password')));
  });

  test('a path too long for a socket moves it to a short folder of mode 0700, and fsync = off is refused by the store', async () => {
    const dataDir = join(folder, 'long-'.repeat(20));
    const { cluster } = await start(dataDir, { settings: { fsync: 'off', full_page_writes: 'off' } });
    const target = cluster.connection('alfa', 'server');
    assert.match(target.host, /^\/tmp\/ceralacca-[0-9a-f]{16}$/);
    assert.equal(statSync(target.host).mode & 0o777, 0o700);
    await cluster.database('alfa');
    await assert.rejects(openPostgresStore({ connection: target }), /fsync is off.*full_page_writes is off/);
    await cluster.stop();
    rmSync(target.host, { recursive: true });
  });

  test('kind and major of a cluster are kept', async () => {
    const record = readClusterRecord(main())!;
    const { cluster } = await start(main(), { kind: record.kind === 'machine' ? 'embedded' : 'machine' });
    assert.deepEqual([cluster.kind, cluster.major], [record.kind, record.major]);
    await cluster.stop();
    writeClusterRecord(main(), { ...record, major: record.major + 1 });
    await assert.rejects(start(main()), new RegExp(`PostgreSQL ${record.major + 1}`));
    writeClusterRecord(main(), record);
  });
});

describe('embedded PostgreSQL as root', { skip: !asRoot }, () => {
  test('as root, a data folder the unprivileged user cannot reach has its cluster under /var/lib/ceralacca', async () => {
    const dataDir = join(folder, 'closed', 'data');
    mkdirSync(dataDir, { recursive: true });
    chmodSync(join(folder, 'closed'), 0o700);
    const { cluster, said } = await start(dataDir);
    const { home } = readClusterRecord(dataDir)!;
    assert.match(home, /^\/var\/lib\/ceralacca\/cluster-/);
    assert.match(said.join(), /runs as user \w+, who cannot reach .*: its files are in \/var\/lib\/ceralacca/);
    assert.equal(await logCount((await cluster.database('alfa')).server), 1);
    await cluster.stop();
    const again = await start(dataDir);
    assert.equal(await logCount(again.cluster.connection('alfa', 'server')), 2);
    assert.throws(() => removeEmbeddedPostgres(dataDir), /still runs/);
    await again.cluster.stop();
    removeEmbeddedPostgres(dataDir);
    assert.deepEqual([existsSync(home), readClusterRecord(dataDir)], [false, undefined]);
  });

  test('an ordinary user runs the cluster as himself, and root goes on with it as that user', async () => {
    const dataDir = join(folder, 'ordinary');
    mkdirSync(dataDir);
    chownSync(dataDir, NOBODY, NOBODY);
    const { child, said } = await server(dataDir, { uid: NOBODY, gid: NOBODY });
    assert.deepEqual([said.uid, said.adopted], [NOBODY, false]);
    const gone = ended(child);
    child.stdin!.end();
    await gone;
    assert.deepEqual(processesIn(join(dataDir, 'postgres', 'pg')), []);
    const { cluster } = await start(dataDir);
    const { pid } = livingPostmaster(join(dataDir, 'postgres', 'pg'))!;
    assert.match(readFileSync(`/proc/${pid}/status`, 'utf8'), /^Uid:\s+65534/m);
    await cluster.stop();
    const denied = await server(main(), { uid: NOBODY, gid: NOBODY });
    assert.match(denied.said.fault!, /cluster.json|belongs to|permission denied/);
  });
});

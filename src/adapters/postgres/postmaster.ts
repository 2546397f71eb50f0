import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClusterFolder } from './embedded-folder.ts';
import type { ReadyPrograms } from './embedded-setup.ts';
import { livingPostmaster, type PostmasterFile, processesIn, readPostmasterFile } from './postmaster-file.ts';
import { asUser } from './system-user.ts';

const POLL_MS = 25;
/** Left-over backends of a killed postmaster, and one that is stopping, are awaited so long. */
const AWAIT_END_MS = 30_000;
/** Recovery after a crash may have to read a gigabyte of WAL. */
const AWAIT_READY_MS = 180_000;
const LOG_MAX_BYTES = 16 * 1024 * 1024;

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  /** Another process of ours had started it and is gone. */
  readonly adopted: boolean;
  /** Of one started by us. */
  readonly child: ChildProcess | undefined;
}

/** The postmaster that is running, once it is ready; undefined when none is. One that is stopping is awaited. */
export async function adoptPostmaster(pg: string): Promise<Postmaster | undefined> {
  for (let waited = 0; waited < AWAIT_READY_MS; waited += POLL_MS) {
    const file = livingPostmaster(pg);
    if (!file) return undefined;
    if (file.status === 'ready') return { ...file, adopted: true, child: undefined };
    if (file.status === 'stopping' && waited > AWAIT_END_MS)
      throw new Error(`PostgreSQL (pid ${file.pid}) does not stop`);
    await pause(POLL_MS);
  }
  throw new Error(`PostgreSQL in ${pg} does not become ready`);
}

/** Starts the postmaster, in a process group of its own: Ctrl-C is for us, and it is stopped last. */
export async function startPostmaster(
  programs: ReadyPrograms,
  folder: ClusterFolder,
  socketFolder: string,
  settings: Readonly<Record<string, string>>,
): Promise<Postmaster> {
  await awaitLeftOvers(folder.pg);
  for (let waited = 0; ; waited += 500) {
    const end = await attempt(programs, folder, socketFolder, settings);
    if (typeof end !== 'string') return end;
    // Without /proc, this refusal is the only sign of left-over backends.
    if (!end.includes('pre-existing shared memory block') || waited >= AWAIT_END_MS) {
      throw new Error(`PostgreSQL did not start: ${end}`);
    }
    await pause(500);
  }
}

/** Fast shutdown; ends when the cluster is closed. */
export async function stopPostmaster(postmaster: Postmaster, pg: string): Promise<void> {
  const { pid } = postmaster;
  signal(pid, 'SIGINT');
  for (let waited = 0; waited < 2 * AWAIT_END_MS; waited += POLL_MS) {
    if (readPostmasterFile(pg)?.pid !== pid || livingPostmaster(pg)?.pid !== pid) return;
    // Immediate: the next start recovers from the WAL, nothing committed is lost.
    if (waited === AWAIT_END_MS) signal(pid, 'SIGQUIT');
    await pause(POLL_MS);
  }
  throw new Error(`PostgreSQL (pid ${pid}) does not stop`);
}

/** After `kill -9` of a postmaster its backends may still be at work; nobody may start before they are gone. */
async function awaitLeftOvers(pg: string): Promise<void> {
  for (let waited = 0; processesIn(pg).length > 0; waited += POLL_MS) {
    if (waited >= AWAIT_END_MS) {
      throw new Error(
        `processes of an earlier PostgreSQL still run in ${pg}: ${processesIn(pg).join(', ')}; end them first`,
      );
    }
    await pause(POLL_MS);
  }
  // Its pid may have passed to another process, which PostgreSQL would take for a postmaster.
  if (existsSync('/proc/self')) rmSync(join(pg, 'postmaster.pid'), { force: true });
}

/** The postmaster when it is ready, or what it said before it ended. */
async function attempt(
  programs: ReadyPrograms,
  folder: ClusterFolder,
  socketFolder: string,
  settings: Readonly<Record<string, string>>,
): Promise<Postmaster | string> {
  const logFile = join(folder.home, 'postgres.log');
  const logged = rotate(logFile);
  const out = openSync(logFile, 'a', 0o640);
  const options = Object.entries({ ...settings, unix_socket_directories: socketFolder });
  const args = ['-D', folder.pg, ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const spawned = { ...asUser(folder.user), cwd: folder.home, env: programs.env, detached: true };
  const child = spawn(programs.postgres, args, { ...spawned, stdio: ['ignore', out, out] });
  closeSync(out);
  let ended = false;
  child.on('exit', () => {
    ended = true;
  });
  child.on('error', () => {
    ended = true;
  });
  child.unref();
  for (let waited = 0; waited < AWAIT_READY_MS; waited += POLL_MS) {
    if (ended) return lastWords(logFile, logged);
    const file: PostmasterFile | undefined = readPostmasterFile(folder.pg);
    if (file?.pid === child.pid && file?.status === 'ready') return { ...file, adopted: false, child };
    await pause(POLL_MS);
  }
  child.kill('SIGQUIT');
  return `not ready after ${AWAIT_READY_MS / 1000} s; ${lastWords(logFile, logged)}`;
}

/** Keeps one older log. Returns how much the log holds already. */
function rotate(logFile: string): number {
  if (!existsSync(logFile)) return 0;
  const { size } = statSync(logFile);
  if (size < LOG_MAX_BYTES) return size;
  renameSync(logFile, `${logFile}.1`);
  return 0;
}

function lastWords(logFile: string, from: number): string {
  return readFileSync(logFile).subarray(from).toString().trim().slice(-2_000) || 'it said nothing';
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

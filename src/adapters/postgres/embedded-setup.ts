import { spawn } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { type ClusterFolder, SYSTEM_FOLDER } from './embedded-folder.ts';
import type { Programs } from './embedded-programs.ts';
import { asUser, canAccess, type SystemUser } from './system-user.ts';

/** The programs as the cluster's user can run them. */
export interface ReadyPrograms {
  readonly initdb: string;
  readonly postgres: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The superuser of the cluster; only for making databases and roles. */
export const ADMIN_ROLE = 'cluster_admin';

/**
 * Makes the programs runnable: out of a checkout that the user cannot reach they are copied; the package's library links,
 * which its install script would make, stand in a folder of ours.
 */
export function readyPrograms(programs: Programs, folder: ClusterFolder, log: (text: string) => void): ReadyPrograms {
  const root = reachableRoot(programs, folder.user, log);
  const env: Record<string, string> = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  if (programs.kind === 'embedded') {
    const path = `${linkLibraries(root, folder)}:${join(root, 'lib')}`;
    env.LD_LIBRARY_PATH = path;
    env.DYLD_LIBRARY_PATH = path;
  }
  return { initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres'), env };
}

function reachableRoot(programs: Programs, user: SystemUser | undefined, log: (text: string) => void): string {
  const { root, kind } = programs;
  if (canAccess(user, 'x', join(root, 'bin', 'postgres'))) return root;
  if (!user || kind === 'machine')
    throw new Error(`${join(root, 'bin', 'postgres')} cannot be run${user ? ` by user ${user.name}` : ''}`);
  const { version } = JSON.parse(readFileSync(join(root, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(SYSTEM_FOLDER, `postgresql-${version}`);
  if (!existsSync(copy)) {
    log(`user ${user.name}, whom the database runs as, cannot reach ${root}: PostgreSQL is copied to ${copy}`);
    mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
    const unfinished = `${copy}.${process.pid}`;
    cpSync(root, unfinished, { recursive: true });
    try {
      renameSync(unfinished, copy);
    } catch (error) {
      // Another start of ours was faster.
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return copy;
}

function linkLibraries(root: string, { home, user }: ClusterFolder): string {
  const lib = join(home, 'lib');
  rmSync(lib, { recursive: true, force: true });
  mkdirSync(lib, { mode: 0o755 });
  const list = join(root, 'pg-symlinks.json');
  const links = existsSync(list)
    ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : [];
  for (const { source, target } of links) symlinkSync(join(root, 'lib', basename(source)), join(lib, basename(target)));
  if (user) chownSync(lib, user.uid, user.gid);
  return lib;
}

/** Makes a new cluster: complete in `pg`, or not there at all. */
export async function initCluster(
  programs: ReadyPrograms,
  folder: ClusterFolder,
  adminPassword: string,
): Promise<void> {
  const unfinished = join(folder.home, 'pg.new');
  const passwordFile = join(folder.home, 'initdb.password');
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${adminPassword}\n`, { mode: 0o600, flag: 'wx' });
  if (folder.user) chownSync(passwordFile, folder.user.uid, folder.user.gid);
  try {
    await run(programs.initdb, initdbArguments(unfinished, passwordFile), programs.env, folder);
    renameSync(unfinished, folder.pg);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function initdbArguments(pg: string, passwordFile: string): readonly string[] {
  return [
    ...['--pgdata', pg, '--username', ADMIN_ROLE, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--no-locale', '--data-checksums', '--no-instructions'],
  ];
}

function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { home, user }: ClusterFolder,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...asUser(user), cwd: home, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-4_000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${basename(program)} failed: ${said.trim() || `exit code ${code}`}`));
    });
  });
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whom a child process runs as; undefined: as ourselves. */
export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: there it runs as the first of these users that the machine has. */
const CANDIDATES = ['ceralacca', 'postgres', 'nobody'];

/** The unprivileged user for a new cluster; undefined when we are unprivileged ourselves. */
export function unprivilegedUser(passwd = readFileSync('/etc/passwd', 'utf8')): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readUsers(passwd);
  for (const name of CANDIDATES) {
    const user = users.find((one) => one.name === name && one.uid !== 0);
    if (user) return user;
  }
  throw new Error(`PostgreSQL must not run as root, and this machine has none of the users ${CANDIDATES.join(', ')}`);
}

/** The user that owns files with this uid. */
export function userOf(uid: number, gid: number, passwd = readFileSync('/etc/passwd', 'utf8')): SystemUser {
  return readUsers(passwd).find((user) => user.uid === uid) ?? { name: `uid ${uid}`, uid, gid };
}

function readUsers(passwd: string): readonly SystemUser[] {
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((parts) => parts.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name!, uid: Number(uid), gid: Number(gid) }));
}

/** Whether the user can read, write or execute the file, all folders above it included; asked of the kernel itself. */
export function canAccess(user: SystemUser | undefined, how: 'r' | 'w' | 'x', path: string): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', `test -${how} "$1"`, 'sh', path], {
    ...asUser(user),
    cwd: '/',
    env: {},
  });
  return status === 0;
}

/** For `spawn`: Node drops the supplementary groups itself when `uid` is given. */
export function asUser(user: SystemUser | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

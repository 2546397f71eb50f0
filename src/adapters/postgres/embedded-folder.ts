import { hash } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ProgramKind } from './embedded-programs.ts';
import { canAccess, type SystemUser, unprivilegedUser, userOf } from './system-user.ts';

/** What the data folder remembers of its cluster; `cluster.json`, readable by the server alone. */
export interface ClusterRecord {
  readonly kind: ProgramKind;
  readonly major: number;
  /** From it the password of every role is made. */
  readonly secret: string;
  /** Where the cluster is: beside this file, or where the unprivileged user could reach it. */
  readonly home: string;
}

/** Where the cluster is, and whom it runs as. */
export interface ClusterFolder {
  /** Holds `pg` (the cluster itself), `lib`, `socket` and the log; owned by the cluster's user, mode 0700. */
  readonly home: string;
  readonly pg: string;
  readonly user: SystemUser | undefined;
  /** Absent for a new cluster. */
  readonly record: ClusterRecord | undefined;
}

/** Where root keeps clusters and programs that the unprivileged user cannot reach in their own place. */
export const SYSTEM_FOLDER = '/var/lib/ceralacca';

const RECORD = 'cluster.json';

/** Finds or makes the folder of the cluster. Throws when its files belong to somebody as whom we cannot run it. */
export function openClusterFolder(dataDir: string, log: (text: string) => void): ClusterFolder {
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o755 : 0o700 });
  const record = readClusterRecord(dataDir);
  const beside = join(realpathSync(dataDir), 'postgres');
  const known = [record?.home, beside].find((home) => home && existsSync(join(home, 'pg')));
  if (known) return { home: known, pg: join(known, 'pg'), user: ownerOf(join(known, 'pg')), record };
  const user = unprivilegedUser();
  const home = user && !canAccess(user, 'x', dataDir) ? systemHome(dataDir, user, log) : beside;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (user) chownSync(home, user.uid, user.gid);
  return { home, pg: join(home, 'pg'), user, record: undefined };
}

export function readClusterRecord(dataDir: string): ClusterRecord | undefined {
  const path = join(dataDir, RECORD);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ClusterRecord) : undefined;
}

export function writeClusterRecord(dataDir: string, record: ClusterRecord): void {
  const path = join(dataDir, RECORD);
  writeFileSync(`${path}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

/** A cluster runs as the owner of its files, whoever starts it. */
function ownerOf(pg: string): SystemUser | undefined {
  const { uid, gid } = statSync(pg);
  const own = process.getuid?.() ?? uid;
  if (own !== 0 && uid !== own) {
    throw new Error(
      `the database in ${pg} belongs to ${userOf(uid, gid).name}: start as that user, or as root as before`,
    );
  }
  if (uid === 0) {
    throw new Error(
      `the database in ${pg} belongs to root, as whom PostgreSQL never runs: chown -R it to another user`,
    );
  }
  return own === 0 ? userOf(uid, gid) : undefined;
}

function systemHome(dataDir: string, user: SystemUser, log: (text: string) => void): string {
  const home = join(SYSTEM_FOLDER, `cluster-${hash('sha256', realpathSync(dataDir)).slice(0, 12)}`);
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  log(`started as root, the database runs as user ${user.name}, who cannot reach ${dataDir}: its files are in ${home}`);
  return home;
}

import { hash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterFolder } from './embedded-folder.ts';

/** `sockaddr_un` holds 108 octets with the final NUL. */
const MAX_SOCKET_PATH = 107;
export const SOCKET_PORT = 5432;

/** The folder of the cluster's socket, mode 0700: beside the cluster, or a short one under /tmp when its path is too long. */
export function socketFolder({ home, user }: ClusterFolder): string {
  const own = join(home, 'socket');
  const fits = Buffer.byteLength(join(own, `.s.PGSQL.${SOCKET_PORT}`)) <= MAX_SOCKET_PATH;
  const folder = fits ? own : `/tmp/ceralacca-${hash('sha256', home).slice(0, 16)}`;
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (user) chownSync(folder, user.uid, user.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const stat = lstatSync(folder);
  const owner = user?.uid ?? process.getuid?.() ?? stat.uid;
  // In /tmp anybody may have made a folder of this name before us.
  if (!stat.isDirectory() || stat.uid !== owner) throw new Error(`${folder} is not ours: remove it`);
  if ((stat.mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
  return folder;
}

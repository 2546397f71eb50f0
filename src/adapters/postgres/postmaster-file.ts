import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** What `postmaster.pid` in a cluster says (PostgreSQL's `miscadmin.h`). */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  /** `starting`, `ready`, `stopping`, `standby`. */
  readonly status: string;
}

export function readPostmasterFile(pg: string): PostmasterFile | undefined {
  let lines: readonly string[];
  try {
    lines = readFileSync(join(pg, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const [pid, , , port, socketFolder, , , status] = lines;
  return { pid: Number(pid), port: Number(port), socketFolder: socketFolder ?? '', status: (status ?? '').trim() };
}

/** The postmaster that runs on this cluster, whoever started it. */
export function livingPostmaster(pg: string): PostmasterFile | undefined {
  const file = readPostmasterFile(pg);
  if (!file || !Number.isInteger(file.pid) || !isAlive(file.pid)) return undefined;
  // The number may have passed to another process since: ours works in the cluster's folder.
  return existsSync('/proc/self') && !processesIn(pg).includes(file.pid) ? undefined : file;
}

/** Processes that work in the cluster's folder: its postmaster and its backends. Empty where there is no /proc. */
export function processesIn(pg: string): readonly number[] {
  if (!existsSync('/proc/self') || !existsSync(pg)) return [];
  const folder = realpathSync(pg);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => folderOf(name) === folder)
    .map(Number);
}

function folderOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

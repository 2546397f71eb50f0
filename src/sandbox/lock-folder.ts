import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Start instant of a process in clock ticks since boot: tells a process from a later one with the same id. Linux only. */
function startedAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(holder: string): boolean {
  const [pid, since] = holder.trim().split(' ');
  if (pid === undefined || !/^\d+$/.test(pid)) return false;
  if (existsSync('/proc/self/stat')) return startedAt(Number(pid)) === since;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Who holds the folder now, as a process id; undefined when nobody does. */
export function lockHolder(folder: string): number | undefined {
  try {
    const holder = readFileSync(join(folder, 'sandbox.lock'), 'utf8');
    return isAlive(holder) ? Number.parseInt(holder, 10) : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the folder for this process, also over the lock of one that was killed. Throws when another one is alive in it. */
export function lockFolder(folder: string): { release(): void } {
  const path = join(folder, 'sandbox.lock');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, `${process.pid} ${startedAt(process.pid) ?? ''}\n`);
      closeSync(file);
      return { release: () => rmSync(path, { force: true }) };
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
      const holder = lockHolder(folder);
      if (holder !== undefined) throw new Error(`a sandbox already runs in ${folder} (process ${holder})`);
      rmSync(path, { force: true });
    }
  }
  throw new Error(`cannot take ${path}`);
}

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename } from 'node:path';

/** Kernel ticks a second, as Linux reports them to programs on every architecture we run on. */
const MS_PER_TICK = 10;

export interface ProcessCpu {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** Own time, and that of children already waited for (PostgreSQL's ended backends). */
  readonly milliseconds: number;
}

/** CPU milliseconds until now by part. A process that ends between two readings is kept in its parent's. */
export type CpuByPart = Readonly<Record<string, number>>;

export type PartOf = (process: ProcessCpu) => string;

/** CPU used until now by every process below `root`, itself included. */
export function cpuBelow(root: number): readonly ProcessCpu[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((found) => found !== undefined);
  const below = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { pid, parent } of all) {
      if (below.has(parent) && !below.has(pid)) {
        below.add(pid);
        grew = true;
      }
    }
  }
  return all.filter(({ pid }) => below.has(pid));
}

function readProcess(pid: number): ProcessCpu | undefined {
  try {
    const { ticks, parent } = readStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
    return { pid, parent, command, milliseconds: ticks * MS_PER_TICK };
  } catch {
    return undefined;
  }
}

/** Fields 4 and 14 to 17 of proc(5). */
function readStat(stat: string): { readonly parent: number; readonly ticks: number } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) };
}

export function cpuByPart(root: number, partOf: PartOf): CpuByPart {
  const parts: Record<string, number> = {};
  for (const process of cpuBelow(root)) {
    const part = partOf(process);
    parts[part] = (parts[part] ?? 0) + process.milliseconds;
  }
  return parts;
}

/** The parts of a sandbox: each provider by its key, PostgreSQL for both, and the rest (launcher, index, ordinary mail). */
export function partOfSandbox({ pid, command }: ProcessCpu): string {
  if (/postgres/.test(command)) return 'postgres';
  return /provider-process/.test(command) ? (providerOf(pid) ?? 'rest') : 'rest';
}

/** A provider's process is told by the log it writes. */
export function providerOf(pid: number): string | undefined {
  try {
    return basename(readlinkSync(`/proc/${pid}/fd/1`), '.log');
  } catch {
    return undefined;
  }
}

/** What was used between two readings, for each of `count` messages. */
export function perMessage(before: CpuByPart, after: CpuByPart, count: number): CpuByPart {
  return Object.fromEntries(Object.entries(after).map(([part, used]) => [part, (used - (before[part] ?? 0)) / count]));
}

export const total = (parts: CpuByPart): number => Object.values(parts).reduce((sum, used) => sum + used, 0);

/** CPU of this process and its ended children: the load generator's. */
export function ownCpu(): number {
  return readStat(readFileSync('/proc/self/stat', 'latin1')).ticks * MS_PER_TICK;
}

/** Milliseconds the whole machine was busy since it started, all cores together. */
export function machineBusy(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** Threads of a process by what they are called, CPU milliseconds until now. */
export function cpuByThread(pid: number): CpuByPart {
  const parts: Record<string, number> = {};
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, 'latin1');
    const name = Number(id) === pid ? 'main' : stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    parts[name] = (parts[name] ?? 0) + readStat(stat).ticks * MS_PER_TICK;
  }
  return parts;
}

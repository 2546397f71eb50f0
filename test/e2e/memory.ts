import { readFileSync, writeFileSync } from 'node:fs';

/** Resident memory of a process, octets, as Linux counts it. */
export interface Resident {
  readonly now: number;
  /** The most it has been since `resetPeak`. */
  readonly peak: number;
}

export function residentOf(pid: number): Resident {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const octets = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { now: octets('VmRSS'), peak: octets('VmHWM') };
}

/** proc(5): 5 makes the peak what the process holds now. */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

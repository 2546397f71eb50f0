import type { Job, JobQueue } from '#ports';
import type { JobRow, MemoryState } from './state.ts';

/** Gives a job to a worker until `until` (monotonic): the attempt is counted, and the token is one never given before. */
export function lease(state: MemoryState, row: JobRow, worker: string, until: number): Job {
  const attempts = row.attempts + 1;
  const token = `${worker}/${attempts}`;
  const leased: JobRow = Object.freeze({ ...row, attempts, lease: Object.freeze({ token, until }) });
  state.jobs.set(row.id, leased);
  return asJob(leased);
}

/** Is a lease over before its time? */
export type IsOver = (lease: NonNullable<JobRow['lease']>, jobId: string) => boolean;

/** Free jobs, or those whose lease ended or counts as over, that may run now: oldest first. */
export function runnable(state: MemoryState, now: number, monotonicNow: number, isOver: IsOver): readonly JobRow[] {
  const rows: JobRow[] = [];
  for (const row of state.jobs.values()) {
    const held = row.lease !== undefined && row.lease.until > monotonicNow && !isOver(row.lease, row.id);
    if (row.runAt <= now && !held) rows.push(row);
  }
  return rows.sort(byRunAt);
}

export function byRunAt(a: { readonly runAt: number }, b: { readonly runAt: number }): number {
  return a.runAt - b.runAt;
}

/** The order in which jobs are shown, page after page: two of the same instant have their places too. */
export function byPlace(a: Pick<Job, 'runAt' | 'id'>, b: Pick<Job, 'runAt' | 'id'>): number {
  return a.runAt - b.runAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** What waits in each queue, of jobs in their order. */
export function queuesOf(jobs: readonly Job[]): readonly JobQueue[] {
  const queues = [...Map.groupBy(jobs, ({ queue }) => queue)].map(([queue, of]) => {
    const lastError = of.find((job) => job.lastError !== undefined)?.lastError;
    const expiresAt = Math.min(...of.map((job) => job.expiresAt));
    return { queue, jobs: of.length, expiresAt, runAt: of[0]!.runAt, ...(lastError !== undefined && { lastError }) };
  });
  return queues.sort((a, b) => a.expiresAt - b.expiresAt || (a.queue < b.queue ? -1 : 1));
}

/** A job as the port shows it. One that nobody holds has the empty token, which no lease ever has. */
export function asJob(row: JobRow): Job {
  const { lease: held, ...job } = row;
  return Object.freeze({ ...job, token: held?.token ?? '' });
}

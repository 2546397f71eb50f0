import type { Store } from '#ports';
import { asJob, byPlace, type IsOver, lease, queuesOf, runnable } from './lease-jobs.ts';
import type { MemoryState } from './state.ts';

type JobReads = Pick<Store, 'claimJobs' | 'openJobs' | 'jobs' | 'job' | 'jobQueues'>;

/** What waits to be done: claimed by workers, looked at by operators. */
export function memoryJobs(state: MemoryState, after: <T>(read: () => T) => Promise<T>): JobReads {
  const inOrder = () => [...state.jobs.values()].sort(byPlace);
  return {
    claimJobs: ({ worker, now, monotonicNow, leaseMs, limit, dead, mislaid }) =>
      after(() => {
        const isOver: IsOver = ({ token, until }, id) => {
          if (!token.startsWith(`${worker}/`)) return dead !== undefined && token.startsWith(dead);
          return mislaid !== undefined && until - leaseMs < mislaid.leasedBefore && !mislaid.inHand.includes(id);
        };
        const rows = runnable(state, now, monotonicNow, isOver).slice(0, limit);
        return rows.map((row) => lease(state, row, worker, monotonicNow + leaseMs));
      }),
    openJobs: () => after(() => state.jobs.size),
    jobs: (limit, { queue, after: place } = {}) =>
      after(() =>
        inOrder()
          .filter((row) => queue === undefined || row.queue === queue)
          .filter((row) => place === undefined || byPlace(place, row) < 0)
          .slice(0, limit)
          .map(asJob),
      ),
    job: (id) =>
      after(() => {
        const row = state.jobs.get(id);
        return row && asJob(row);
      }),
    jobQueues: () => after(() => queuesOf(inOrder().map(asJob))),
  };
}

import type { Job } from '#ports';
import { runJob } from './run-job.ts';
import type { SpoolPorts } from './spool.ts';

/** How often an idle spool looks for jobs it was not told of: retries fallen due, jobs of a dead worker. */
const POLL_MS = 1_000;

export interface Spool {
  /** Runs every job that may run now, and what comes of it, until none is left; for tests and the time machine. */
  settle(): Promise<void>;
  /** Looks for jobs at once instead of at the next poll. */
  wake(): void;
  start(): void;
  /** Takes no more jobs and waits for those at work. */
  stop(): Promise<void>;
}

export interface SpoolLimits {
  /** Jobs at work at the same time in this process. */
  readonly concurrency: number;
}

export function openSpool(ports: SpoolPorts, { concurrency }: SpoolLimits): Spool {
  const { store, worker, leaseMs, legalTime, monotonic } = ports;
  const atWork = new Set<Promise<void>>();
  let running = false;
  let looking: Promise<boolean> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  store.handOver({
    worker,
    leaseMs,
    now: () => legalTime.now(),
    monotonicNow: () => monotonic.now(),
    room: () => (running ? concurrency * 2 - atWork.size : 0),
    take: (jobs) => jobs.forEach(begin),
  });

  function begin(job: Job): void {
    const work = runJob(job, ports).finally(() => {
      atWork.delete(work);
      if (running && atWork.size < concurrency / 2) wake();
    });
    atWork.add(work);
  }

  /** One claim at a time; answers whether anything was found. */
  async function look(): Promise<boolean> {
    const limit = concurrency - atWork.size;
    if (limit <= 0) return false;
    const claim = { worker, now: legalTime.now(), monotonicNow: monotonic.now(), leaseMs, limit };
    const jobs = await store.claimJobs(claim);
    jobs.forEach(begin);
    return jobs.length > 0;
  }

  function lookOnce(): Promise<boolean> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  let woken = false;
  function wake(): void {
    if (!running || woken) return;
    woken = true;
    clearTimeout(timer);
    timer = setTimeout(poll, 0);
  }

  async function poll(): Promise<void> {
    woken = false;
    if (!running) return;
    let found = false;
    try {
      found = await lookOnce();
    } catch (error) {
      ports.reportClaim(error);
    }
    if (!running || woken) return;
    timer = setTimeout(poll, found && atWork.size < concurrency ? 0 : POLL_MS);
  }

  return {
    wake,
    async settle() {
      while ((await lookOnce()) || atWork.size > 0) await Promise.all(atWork);
    },
    start() {
      running = true;
      wake();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await looking?.catch(() => false);
      await Promise.all(atWork);
    },
  };
}

import type { Job } from '#ports';
import { runJob } from './run-job.ts';
import type { SpoolPorts } from './spool.ts';

/** How often an idle spool looks for jobs it was not told of: retries fallen due, jobs of a dead worker. */
const POLL_MS = 1_000;

/**
 * When the store could not be asked, jobs may have been leased to us by a commit that was never answered. For so long afterwards they are
 * looked for, so that they do not wait for the end of a lease.
 */
const RECOVERY_MS = 60_000;
/** What was leased this long ago and is not in hand will not be handed over any more. */
const HAND_OVER_MS = 10_000;

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

/**
 * Runs the jobs of one process: those handed over in memory after a commit, and those found in the store. It takes part in the
 * hand-over only while started, so that a world without timers sees every job in the store.
 */
export function openSpool(ports: SpoolPorts, limits: SpoolLimits): Spool {
  const runner = new Runner(ports, limits.concurrency);
  ports.store.handOver({
    worker: ports.worker,
    leaseMs: ports.leaseMs,
    now: () => ports.legalTime.now(),
    monotonicNow: () => ports.monotonic.now(),
    room: () => runner.room(),
    take: (jobs) => runner.begin(jobs),
  });
  return {
    settle: () => runner.settle(),
    wake: () => runner.wake(),
    start: () => runner.start(),
    stop: () => runner.stop(),
  };
}

class Runner {
  readonly #ports: SpoolPorts;
  readonly #concurrency: number;
  readonly #atWork = new Map<Promise<void>, string>();
  #running = false;
  #looking: Promise<boolean> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #woken = false;

  constructor(ports: SpoolPorts, concurrency: number) {
    this.#ports = ports;
    this.#concurrency = concurrency;
  }

  /** More than the concurrency: what is handed over waits in memory rather than for the next claim. */
  room(): number {
    return this.#running ? this.#concurrency * 2 - this.#atWork.size : 0;
  }

  begin(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const work = runJob(job, this.#ports).finally(() => {
        this.#atWork.delete(work);
        if (this.#atWork.size < this.#concurrency / 2 && this.#claimedFully) this.wake();
      });
      this.#atWork.set(work, job.id);
    }
  }

  /** Asked with the first claims only: after them no predecessor holds anything. */
  #inherited = false;
  /** The last claim brought all it asked for: there are probably more. */
  #claimedFully = false;
  #recoversUntil = Number.NEGATIVE_INFINITY;

  async #look(): Promise<boolean> {
    const limit = this.#concurrency - this.#atWork.size;
    if (limit <= 0) return false;
    const { store, worker, leaseMs, legalTime, monotonic, predecessors } = this.#ports;
    const dead = this.#inherited || predecessors === undefined ? {} : { dead: predecessors };
    const monotonicNow = monotonic.now();
    const claim = {
      worker,
      now: legalTime.now(),
      monotonicNow,
      leaseMs,
      limit,
      ...dead,
      ...this.#mislaid(monotonicNow),
    };
    const jobs = await store.claimJobs(claim);
    this.#claimedFully = jobs.length === limit;
    if (!this.#claimedFully) this.#inherited = true;
    this.begin(jobs);
    return jobs.length > 0;
  }

  #mislaid(monotonicNow: number): Pick<Parameters<SpoolPorts['store']['claimJobs']>[0], 'mislaid'> {
    if (monotonicNow > this.#recoversUntil) return {};
    return { mislaid: { leasedBefore: monotonicNow - HAND_OVER_MS, inHand: [...this.#atWork.values()] } };
  }

  /** One claim at a time; answers whether anything was found. */
  #lookOnce(): Promise<boolean> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async settle(): Promise<void> {
    while ((await this.#lookOnce()) || this.#atWork.size > 0) await Promise.all(this.#atWork.keys());
  }

  wake(): void {
    if (!this.#running || this.#woken) return;
    this.#woken = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#poll(), 0);
  }

  async #poll(): Promise<void> {
    this.#woken = false;
    try {
      await this.#lookOnce();
    } catch (error) {
      this.#recoversUntil = this.#ports.monotonic.now() + RECOVERY_MS;
      this.#ports.reportClaim(error);
    }
    if (!this.#running || this.#woken) return;
    // A wake-up during the look has polled as well: there is one next poll, not two.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#poll(), POLL_MS);
  }

  start(): void {
    this.#running = true;
    this.wake();
  }

  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    await this.#looking?.catch(() => false);
    await Promise.all(this.#atWork.keys());
  }
}

import { oneAtATime } from './due.ts';

/** Work that is done again and again while the provider runs. */
export interface Ticker {
  start(): void;
  /** Does it now; who asks while it is done waits for that. Rejects with its fault. */
  runDue(): Promise<void>;
  /** Resolves when nothing is at work. */
  stop(): Promise<void>;
}

const TICK_MS = 1_000;

/**
 * Does `work` each second, one at a time, and `afterFaultMs` after a fault. What failed is for `work` to tell (see `openAttempts`), since it
 * alone knows what is new of it.
 */
export function openTicker(
  work: () => Promise<void>,
  { tickMs = TICK_MS, afterFaultMs = tickMs }: { readonly tickMs?: number; readonly afterFaultMs?: number } = {},
): Ticker {
  const lane = oneAtATime(work);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;

  function tick(ms: number): void {
    if (!isRunning) return;
    timer = setTimeout(() => {
      lane().then(
        () => tick(tickMs),
        () => tick(afterFaultMs),
      );
    }, ms).unref();
  }

  return {
    runDue: lane,
    start() {
      isRunning = true;
      tick(tickMs);
    },
    async stop() {
      isRunning = false;
      clearTimeout(timer);
      await lane.atWork()?.catch(() => {});
    },
  };
}

/** Several works, none of which waits for another; asked together, the first fault is told when all are done. */
export function openLanes(works: readonly (() => Promise<void>)[]): Ticker {
  const lanes = works.map((work) => openTicker(work));
  return {
    start() {
      for (const lane of lanes) lane.start();
    },
    async runDue() {
      const done = await Promise.allSettled(lanes.map((lane) => lane.runDue()));
      const failed = done.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}

import type { LogArchive, Store, StoredLogRecord } from '#ports';

const BATCH = 500;
const INTERVAL_MS = 100;

export type LogListener = (records: readonly StoredLogRecord[]) => void;

export interface LogFollower {
  /** Told of the new records, in order, none twice and none left out; answers how to stop. */
  listen(listener: LogListener): () => void;
  /** Looks now. Answers a position that nothing will appear at or below any more: what was told, and everything before it. */
  settled(): Promise<number>;
  /** Tells everything written until now. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Tells listeners of the new records of the message log, in order; looks by itself only while somebody listens. Positions are taken
 * before the commit, so that a later one may be seen first: behind a gap nothing is told until the next look, and then only once the
 * store says that nobody is about to fill it.
 */
export async function followLog(
  store: Pick<Store, 'searchLog'> & Pick<LogArchive, 'logCut'>,
  onFault: (error: unknown) => void,
): Promise<LogFollower> {
  const listeners = new Set<LogListener>();
  let after = await store.logCut();
  /** The gap that the look before this one stopped at. */
  let gapAt: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const { now: lookNow, ended } = oneAfterAnother(look);

  async function look(): Promise<void> {
    for (;;) {
      const records = await store.searchLog({ afterSeq: after, limit: BATCH });
      const whole = withoutGap(after, records);
      tell(whole);
      if (whole.length < records.length) {
        const isOld = gapAt === after;
        gapAt = after;
        if (!isOld) return;
        await passGap();
      } else if (records.length < BATCH) return;
    }
  }

  /** Numbers that were taken by nobody who lived to use them. */
  async function passGap(): Promise<void> {
    const cut = await store.logCut();
    const records = await store.searchLog({ afterSeq: after, limit: BATCH });
    tell(records.filter(({ seq }) => seq <= cut));
  }

  function tell(records: readonly StoredLogRecord[]): void {
    after = records.at(-1)?.seq ?? after;
    if (records.length > 0) for (const listener of listeners) listener(records);
  }

  function schedule(): void {
    timer = setTimeout(() => {
      lookNow().catch(onFault).finally(schedule);
    }, INTERVAL_MS);
    timer.unref();
  }

  return {
    listen(listener) {
      listeners.add(listener);
      if (timer === undefined) schedule();
      return () => listeners.delete(listener);
    },
    async settled() {
      await lookNow();
      return after;
    },
    async flush() {
      if (listeners.size > 0) await lookNow();
    },
    async stop() {
      clearTimeout(timer);
      listeners.clear();
      await ended();
      clearTimeout(timer);
    },
  };
}

/** The records up to the first missing position. */
function withoutGap(after: number, records: readonly StoredLogRecord[]): readonly StoredLogRecord[] {
  const end = records.findIndex(({ seq }, at) => seq !== after + 1 + at);
  return end < 0 ? records : records.slice(0, end);
}

/** One at a time; who asks while one is at work gets the next, with all who ask meanwhile. */
function oneAfterAnother(work: () => Promise<void>) {
  let atWork: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  function now(): Promise<void> {
    if (atWork === undefined) {
      atWork = work().finally(() => {
        atWork = undefined;
      });
      return atWork;
    }
    next ??= atWork
      .catch(() => {})
      .then(() => {
        next = undefined;
        return now();
      });
    return next;
  }
  return { now, ended: async () => void (await (next ?? atWork)?.catch(() => {})) };
}

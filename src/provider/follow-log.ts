import type { Store, StoredLogRecord } from '#ports';

const BATCH = 500;
const INTERVAL_MS = 100;

export type LogListener = (records: readonly StoredLogRecord[]) => void;

/** Tells listeners of the new records of the message log, in order; looks only while somebody listens. */
export async function followLog(store: Store, onFault: (error: unknown) => void) {
  const listeners = new Set<LogListener>();
  let after = (await store.searchLog({ limit: 1, newestFirst: true }))[0]?.seq ?? 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    for (;;) {
      const records = await store.searchLog({ afterSeq: after, limit: BATCH });
      after = records.at(-1)?.seq ?? after;
      if (records.length > 0) for (const listener of listeners) listener(records);
      if (records.length < BATCH) return;
    }
  }

  function schedule(): void {
    timer = setTimeout(() => {
      looking = look().catch(onFault).finally(schedule);
    }, INTERVAL_MS);
    timer.unref();
  }

  return {
    listen(listener: LogListener): () => void {
      listeners.add(listener);
      if (timer === undefined) schedule();
      return () => listeners.delete(listener);
    },
    /** Tells everything written until now. */
    async flush(): Promise<void> {
      if (listeners.size > 0) await look();
    },
    async stop(): Promise<void> {
      clearTimeout(timer);
      await looking;
      clearTimeout(timer);
    },
  };
}

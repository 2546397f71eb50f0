import type { StoredLogRecord } from '#ports';

/** The end of the message log, as it grows. */
export interface LogTail {
  /** Looks now; answers a position that nothing will appear at or below any more. */
  settled(): Promise<number>;
  /** Told of each new record once, in order, soon after its commit; answers how to stop. */
  listen(listener: (records: readonly StoredLogRecord[]) => void): () => void;
}

/** Somebody who waits for news of one address. */
export interface Watch {
  /** Was something told since this was asked last? */
  rang(): boolean;
  /** Resolves when something is told, when the time is over, or when he goes away. */
  ring(signal: AbortSignal, waitMs?: number): Promise<void>;
  close(): void;
}

/** Whose records are these: who sent what they are about, and whom they reached. */
export function addressesOf(records: readonly StoredLogRecord[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { mittente, consegna, ricezione = [] } of records)
    for (const address of [mittente, consegna, ...ricezione]) if (address) found.add(address.toLowerCase());
  return found;
}

interface Waiting {
  rang: boolean;
  wake(): void;
}

/** Wakes those who wait, each for his own address: a thousand open streams ask nothing while nothing happens to them. */
export function openBell(tail: Pick<LogTail, 'listen'>) {
  const waiting = new Map<string, Set<Waiting>>();
  let stop: (() => void) | undefined;
  let tellings = 0;

  function hear(records: readonly StoredLogRecord[]): void {
    tellings++;
    for (const address of addressesOf(records)) {
      for (const one of waiting.get(address) ?? []) {
        one.rang = true;
        one.wake();
      }
    }
  }

  return {
    /** How often something was told: what was read under another number may lack it. */
    tellings: () => tellings,
    watch(address: string): Watch {
      stop ??= tail.listen(hear);
      const key = address.toLowerCase();
      const one: Waiting = { rang: false, wake() {} };
      const all = waiting.get(key) ?? new Set();
      waiting.set(key, all.add(one));
      return {
        rang() {
          const rang = one.rang;
          one.rang = false;
          return rang;
        },
        async ring(signal, waitMs) {
          if (one.rang || signal.aborted) return;
          const { promise, resolve } = Promise.withResolvers<void>();
          one.wake = resolve;
          // Taken away again: a stream that is open for days waits many times.
          const end = () => resolve();
          signal.addEventListener('abort', end, { once: true });
          const timer = waitMs === undefined ? undefined : setTimeout(resolve, waitMs);
          await promise;
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          one.wake = () => {};
        },
        close() {
          all.delete(one);
          if (all.size === 0 && waiting.get(key) === all) waiting.delete(key);
        },
      };
    },
    close(): void {
      stop?.();
      for (const all of waiting.values()) for (const one of all) one.wake();
    },
  };
}

import { emptyState, type MemoryBlobDisk, openMemoryStore } from '#adapters/memory';
import type { Store } from '#ports';

/** A store as one process holds it: it dies with the process. */
export interface StoreHandle {
  readonly store: Store;
  /** The power goes. Of the commits under way the first `survivors(waiting)` are made; nobody is ever answered. */
  crash(survivors: (waiting: number) => number): Promise<void>;
}

/** What of a provider outlives its processes. */
export interface ProviderDisk {
  readonly blobs: MemoryBlobDisk;
  /** For the tests and the world: is never out of power. */
  readonly inspect: Store;
  open(pace: () => Promise<void>): Promise<StoreHandle>;
}

export function memoryDisk(): ProviderDisk {
  const state = emptyState();
  return {
    blobs: { blobs: new Map(), born: 0 },
    inspect: openMemoryStore({ state }),
    async open(pace) {
      const store = openMemoryStore({ state, pace });
      return { store, crash: async (survivors) => store.crash(survivors) };
    },
  };
}

/** A real store as a process that can be killed holds it: what is under way may still happen, and nobody is ever answered. */
export function mortalStore(store: Store, pace: () => Promise<void>): StoreHandle {
  let isDead = false;
  const underWay = new Set<Promise<unknown>>();
  const passTime = async () => {
    await pace();
    if (isDead) await new Promise<never>(() => {});
  };
  const guarded = {} as Record<string, unknown>;
  for (const [name, method] of Object.entries(store)) {
    guarded[name] = async (...args: unknown[]) => {
      await passTime();
      const answer = (method as (...args: unknown[]) => Promise<unknown>)(...args);
      underWay.add(answer);
      await answer.finally(() => underWay.delete(answer)).catch(() => {});
      await passTime();
      return await answer;
    };
  }
  return {
    store: { ...store, ...guarded, handOver: () => {} },
    async crash() {
      isDead = true;
      await Promise.allSettled(underWay);
      await store[Symbol.asyncDispose]();
    },
  };
}

import type { Monotonic } from '#ports';

interface Entry {
  failures: number;
  last: number;
  pending: number;
  readonly waiting: (() => void)[];
}

export interface FailureLimits {
  /** Failures before whoever it is must wait. */
  readonly limit: number;
  /** Failures are forgotten this long after the last of them. */
  readonly windowMs: number;
  readonly maxEntries: number;
}

/**
 * Failures by key, with the attempts under way: as many may be tried at once as may still fail, the others wait for those before
 * them. So a hundred guesses at the same time are no more than a hundred one after the other.
 */
export class FailureCount {
  readonly #monotonic: Monotonic;
  readonly #limits: FailureLimits;
  readonly #entries = new Map<string, Entry>();

  constructor(monotonic: Monotonic, limits: FailureLimits) {
    this.#monotonic = monotonic;
    this.#limits = limits;
  }

  /** False: there were too many failures. True: the attempt is counted as under way, until `leave`. */
  async enter(key: string): Promise<boolean> {
    for (;;) {
      const entry = this.#entry(key);
      const failures = this.#failures(entry);
      if (failures >= this.#limits.limit) return false;
      if (failures + entry.pending < this.#limits.limit) {
        entry.pending++;
        return true;
      }
      await new Promise<void>((next) => entry.waiting.push(next));
    }
  }

  /** The attempt is over; answers the failures so far. */
  leave(key: string, outcome: 'failed' | 'forgiven' | 'nothing'): number {
    const entry = this.#entry(key);
    entry.pending = Math.max(0, entry.pending - 1);
    if (outcome === 'failed') {
      entry.failures = this.#failures(entry) + 1;
      entry.last = this.#monotonic.now();
    } else if (outcome === 'forgiven') entry.failures = 0;
    for (const next of entry.waiting.splice(0)) next();
    if (entry.failures === 0 && entry.pending === 0) this.#entries.delete(key);
    return entry.failures;
  }

  #failures(entry: Entry | undefined): number {
    return entry && this.#monotonic.now() - entry.last <= this.#limits.windowMs ? entry.failures : 0;
  }

  /** The entry, now the youngest; the oldest that nobody is busy with goes when there are too many. */
  #entry(key: string): Entry {
    const entry = this.#entries.get(key) ?? { failures: 0, last: 0, pending: 0, waiting: [] };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > this.#limits.maxEntries) {
      for (const [old, { pending, waiting }] of this.#entries) {
        if (pending > 0 || waiting.length > 0) continue;
        this.#entries.delete(old);
        break;
      }
    }
    return entry;
  }
}

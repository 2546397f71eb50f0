import type { Instant } from '#pec';
import type { LegalTime, Monotonic } from '#ports';

/** A clock that stands still until it is moved. */
export interface MemoryClock extends LegalTime, Monotonic {
  advance(ms: number): void;
  /** Throws RangeError when `to` lies in the past: legal time never goes back. */
  moveTo(to: Instant): void;
}

export function memoryClock(start: Instant): MemoryClock {
  let now = start;
  const moveTo = (to: Instant) => {
    if (!(to >= now)) throw new RangeError(`the clock stands at ${now} and cannot go back to ${to}`);
    now = to;
  };
  return { now: () => now, moveTo, advance: (ms) => moveTo(now + ms) };
}

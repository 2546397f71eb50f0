import { randomBytes } from 'node:crypto';
import type { LegalTime, Monotonic, Random } from '#ports';

/** Legal time of this machine, moved forward by what `offset` says at each asking (the sandbox's time machine; 0 for `serve`). */
export function systemLegalTime(offset: () => number = () => 0): LegalTime {
  return { now: () => Date.now() + offset() };
}

/** Elapsed milliseconds, comparable between the processes of one machine: not moved by the time machine. */
export function systemMonotonic(): Monotonic {
  return { now: () => performance.timeOrigin + performance.now() };
}

/** Octets asked of the system at once: ids and boundaries need a dozen each, and every asking costs a call. */
const POOL_OCTETS = 4_096;

export function systemRandom(): Random {
  let pool = randomBytes(POOL_OCTETS);
  let used = 0;
  return {
    bytes(length) {
      if (length > POOL_OCTETS) return new Uint8Array(randomBytes(length));
      if (used + length > POOL_OCTETS) {
        pool = randomBytes(POOL_OCTETS);
        used = 0;
      }
      used += length;
      return new Uint8Array(pool.subarray(used - length, used));
    },
  };
}

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

export function systemRandom(): Random {
  return { bytes: (length) => new Uint8Array(randomBytes(length)) };
}

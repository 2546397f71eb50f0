/**
 * What time it is for the provider: ages and deadlines are told by its clock, whatever the reader's machine shows. Until the first answer
 * there is only the reader's.
 */
export class ServerClock {
  readonly #elapsed: () => number;
  /** What the provider's clock showed when nothing had elapsed here. */
  #zero: number;

  constructor(now: () => number, elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#zero = now() - elapsed();
  }

  now(): number {
    return this.#zero + this.#elapsed();
  }

  /** The field `Date` of an answer (RFC 9110 6.6.1), to the second; true when it set the clock to another time. */
  hear(date: string | null): boolean {
    const told = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(told)) return false;
    const ahead = told - this.now();
    // Seconds are cut off, and the answer was on its way.
    if (ahead > -SECOND_MS - ON_ITS_WAY_MS && ahead < SECOND_MS) return false;
    this.#zero += ahead;
    return true;
  }
}

const SECOND_MS = 1_000;
const ON_ITS_WAY_MS = 5_000;

const clock = new ServerClock(
  () => Date.now(),
  () => performance.now(),
);
const listeners = new Set<() => void>();

export function hearServerTime(date: string | null): void {
  if (clock.hear(date)) for (const listener of listeners) listener();
}

export function serverNow(): number {
  return clock.now();
}

/** Returns how to stop. */
export function whenClockIsSet(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

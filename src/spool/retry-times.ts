import type { Instant } from '#pec';

const MINUTE = 60_000;
/** Minutes to the next attempt, by attempts made; the last repeats until the queue life ends. */
const SCHEDULE = [1, 2, 4, 8, 15, 30];
const JITTER = 0.2;

/**
 * When to try again: one minute, growing to half an hour, each moved by up to 20 % so that many jobs do not knock at one door
 * together. The last one falls at `expiresAt`, the end of the queue life, and not
 * after it (T119); a job that could not even be given up then is tried on. `chance` is 0..1.
 */
export function nextAttempt(input: { attempts: number; now: Instant; expiresAt: Instant; chance: number }): Instant {
  const { attempts, now, expiresAt, chance } = input;
  const minutes = SCHEDULE[Math.min(Math.max(attempts, 1), SCHEDULE.length) - 1]!;
  const delay = minutes * MINUTE * (1 - JITTER + 2 * JITTER * chance);
  const next = now + Math.round(delay);
  return now < expiresAt ? Math.min(next, expiresAt) : next;
}

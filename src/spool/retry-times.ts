import type { Instant } from '#pec';

const MINUTE = 60_000;
/** Minutes to the next attempt, by attempts made; the last repeats until the queue life ends. */
const SCHEDULE = [1, 2, 4, 8, 15, 30];
const JITTER = 0.2;

/**
 * When to try again: one minute, growing to half an hour, each moved by up to 20 % so that many jobs do not knock at one door
 * together. Never after `expiresAt`, so that the last attempt falls at the end of the queue life (T119). `chance` is 0..1.
 */
export function nextAttempt(input: { attempts: number; now: Instant; expiresAt: Instant; chance: number }): Instant {
  const { attempts, now, expiresAt, chance } = input;
  const minutes = SCHEDULE[Math.min(Math.max(attempts, 1), SCHEDULE.length) - 1]!;
  const delay = minutes * MINUTE * (1 - JITTER + 2 * JITTER * chance);
  return Math.min(now + Math.round(delay), Math.max(expiresAt, now + MINUTE));
}

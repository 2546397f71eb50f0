import type { Instant } from '#pec';
import { dayPlus, legalDay, legalInstant } from './legal-day.ts';

/** When providers were seen to fetch the index, legal time (spec 11.5). */
const TIMES = ['00:10', '12:10'];
const SPREAD_MINUTES = 10;
const MINUTE_MS = 60_000;

/**
 * When the index is to be fetched after a refresh at `at`: at the next of 00:10 and 12:10 legal time, and never later than `refreshMs`
 * after. Each provider comes at its own moment of the ten minutes that follow, always the same one, told by its domain: not all
 * ask the authority in one second, and nothing is left to chance.
 */
export function nextIndexRefresh(at: Instant, { refreshMs, domain }: { refreshMs: number; domain: string }): Instant {
  const today = legalDay(at);
  const spread = spreadOf(domain);
  const moments = [today, dayPlus(today, 1)].flatMap((day) => TIMES.map((time) => legalInstant(day, time) + spread));
  return Math.min(at + refreshMs, ...moments.filter((moment) => moment > at));
}

/** FNV-1a. */
function spreadOf(domain: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < domain.length; at++) hash = Math.imul(hash ^ domain.charCodeAt(at), 0x01000193) >>> 0;
  return hash % (SPREAD_MINUTES * MINUTE_MS);
}

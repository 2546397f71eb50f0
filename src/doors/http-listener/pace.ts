import type { Monotonic } from '#ports';

const MINUTE_MS = 60_000;
const MAX_ENTRIES = 50_000;

/** So much in a minute for each who asks, spread as they like. */
export interface Pace {
  /** Counts one more; 0, or the milliseconds after which there is room again, and then nothing is counted. */
  take(who: string): number;
}

/**
 * Generic cell rate algorithm (ITU-T I.371): one number for each who asks, the instant at which all that was taken would have been
 * spread evenly. A whole minute's worth may come at once.
 */
export function pace(monotonic: Monotonic, perMinute: number): Pace {
  const spread = new Map<string, number>();
  const each = MINUTE_MS / perMinute;
  return {
    take(who) {
      const now = monotonic.now();
      const until = Math.max(now, spread.get(who) ?? 0) + each;
      const over = until - now - MINUTE_MS;
      if (over > 0) return Math.ceil(over);
      // Deleted first, so that the map's order is that of the last use and the oldest is dropped.
      spread.delete(who);
      spread.set(who, until);
      if (spread.size > MAX_ENTRIES) spread.delete(spread.keys().next().value ?? '');
      return 0;
    },
  };
}

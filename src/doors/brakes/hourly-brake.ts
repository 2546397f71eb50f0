import type { Monotonic } from '#ports';

const HOUR_MS = 3_600_000;
const MAX_ENTRIES = 20_000;

export interface HourlyBrake {
  /** Has `who` nothing left now? `atMost`: fewer than all others. */
  isOn(who: string, atMost?: number): boolean;
  /** Counts one more; false when there is nothing left, and then nothing is counted. */
  take(who: string, atMost?: number): boolean;
  /** The last one taken came to nothing. */
  giveBack(who: string): void;
}

/**
 * At most `perHour` of something in any sixty minutes, for each who asks. Undefined: no brake but for those of whom less is said.
 * Counted in this process.
 */
export function hourlyBrake(monotonic: Monotonic, perHour: number = Number.POSITIVE_INFINITY): HourlyBrake {
  const taken = new Map<string, number[]>();

  const recent = (who: string): number[] => {
    const since = monotonic.now() - HOUR_MS;
    const all = taken.get(who) ?? [];
    const old = all.findIndex((at) => at > since);
    if (old === -1) all.length = 0;
    else if (old > 0) all.splice(0, old);
    return all;
  };

  return {
    isOn: (who, atMost = perHour) => recent(who).length >= Math.min(atMost, perHour),
    take(who, atMost = perHour) {
      const bound = Math.min(atMost, perHour);
      if (bound === Number.POSITIVE_INFINITY) return true;
      const mine = recent(who);
      if (mine.length >= bound) return false;
      mine.push(monotonic.now());
      // Deleted first, so that the map's order is the order of the last use and the oldest is dropped.
      taken.delete(who);
      taken.set(who, mine);
      if (taken.size > MAX_ENTRIES) taken.delete(taken.keys().next().value ?? '');
      return true;
    },
    giveBack: (who) => void taken.get(who)?.pop(),
  };
}

import type { Random } from '#ports';

/** Chance that the seed decides: the same seed, the same world. */
export interface SeededRandom extends Random {
  /** 0 <= x < 1 */
  fraction(): number;
  /** A whole number, 0 <= n < `limit`. */
  below(limit: number): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** mulberry32: 32 bits of state are plenty for a test. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const fraction = () => next() / 2 ** 32;
  const below = (limit: number) => Math.floor(fraction() * limit);
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    fraction,
    below,
    happens: (probability) => fraction() < probability,
    pick: (from) => {
      if (from.length === 0) throw new RangeError('there is nothing to pick from');
      return from[below(from.length)]!;
    },
  };
}

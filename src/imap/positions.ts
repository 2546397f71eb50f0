import type { UidRanges } from './backend.ts';
import type { SequenceSet } from './command.ts';

/** Places in a list of known UIDs: `from` in, `to` out; ascending, none touching another. Place + 1 is the sequence number. */
export type Positions = readonly (readonly [from: number, to: number])[];

/** The first place whose UID is not below `uid`. */
export function placeOf(known: ArrayLike<number>, uid: number): number {
  let low = 0;
  let high = known.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (known[middle]! < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Undefined for a UID that is not known. */
export function numberOf(known: ArrayLike<number>, uid: number): number | undefined {
  const place = placeOf(known, uid);
  return known[place] === uid ? place + 1 : undefined;
}

/** Known messages among the UIDs; those not known are passed over (RFC 9051 6.4.9). `*` is the last one there is. */
export function byUid(set: Exclude<SequenceSet, 'saved'>, known: ArrayLike<number>): Positions {
  const last = known.length === 0 ? 0 : known[known.length - 1]!;
  return join(
    set.map((range) => {
      const [first, end] = inOrder(range, last);
      return [placeOf(known, first), placeOf(known, end + 1)] as const;
    }),
  );
}

/** Undefined when a number is higher than there are messages (RFC 9051 9, seq-number). */
export function byNumber(set: Exclude<SequenceSet, 'saved'>, known: ArrayLike<number>): Positions | undefined {
  const ranges = set.map((range) => inOrder(range, known.length));
  if (known.length === 0 || ranges.some(([first, end]) => first < 1 || end > known.length)) return undefined;
  return join(ranges.map(([first, end]) => [first - 1, end] as const));
}

/** As `byNumber`, but what is too high matches nothing. */
export function byAnyNumber(set: Exclude<SequenceSet, 'saved'>, known: ArrayLike<number>): Positions {
  return join(
    set.map((range) => {
      const [first, end] = inOrder(range, known.length);
      return [Math.max(0, first - 1), Math.min(known.length, end)] as const;
    }),
  );
}

function inOrder([a, b]: readonly [number, number], star: number): readonly [number, number] {
  const first = a === Number.POSITIVE_INFINITY ? star : a;
  const end = b === Number.POSITIVE_INFINITY ? star : b;
  return first <= end ? [first, end] : [end, first];
}

function join(ranges: readonly (readonly [number, number])[]): Positions {
  const sorted = ranges.filter(([from, to]) => from < to).sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** UIDs as ascending ranges, whether such messages are known or not; `star` stands for `*`. */
export function uidSet(set: Exclude<SequenceSet, 'saved'>, star: number): UidRanges {
  const halfOpen = set.map((range) => {
    const [first, end] = inOrder(range, star);
    return [first, end + 1] as const;
  });
  return join(halfOpen).map(([from, to]) => [from, to - 1] as const);
}

export function holds(ranges: UidRanges, uid: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]![1] < uid) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low]![0] <= uid;
}

/** How many messages. */
export function countOf(positions: Positions): number {
  return positions.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Nothing that is not known stands between two known UIDs, so a run of places is a run of UIDs. */
export function uidRanges(positions: Positions, known: ArrayLike<number>): UidRanges {
  return positions.map(([from, to]) => [known[from]!, known[to - 1]!] as const);
}

export function uidsAt(positions: Positions, known: ArrayLike<number>): number[] {
  const uids: number[] = [];
  for (const [from, to] of positions) for (let at = from; at < to; at++) uids.push(known[at]!);
  return uids;
}

/** Places of UIDs that ascend; those not known are passed over. */
export function placesOf(uids: ArrayLike<number>, known: ArrayLike<number>): Positions {
  const places: [number, number][] = [];
  let place = 0;
  for (let at = 0; at < uids.length; at++) {
    const uid = uids[at]!;
    // Neighbours are found by a step, others by bisection.
    if (known[place] !== uid) place = placeOf(known, uid);
    if (known[place] !== uid) continue;
    const last = places.at(-1);
    if (last !== undefined && last[1] === place) last[1] = ++place;
    else places.push([place, ++place]);
  }
  return places;
}

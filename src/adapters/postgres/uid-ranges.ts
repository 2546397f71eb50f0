import type { UidRanges } from '#ports';

/** The part of the ranges behind `after`, at most `max` of them. */
export function rangesAfter(ranges: UidRanges, after: number, max: number): UidRanges {
  let begin = 0;
  while (begin < ranges.length && ranges[begin]![1] <= after) begin++;
  const rest = ranges.slice(begin, begin + max);
  if (rest.length > 0 && rest[0]![0] <= after) rest[0] = [after + 1, rest[0]![1]];
  return rest;
}

/** How many UIDs the ranges could name. */
export function rangesWidth(ranges: UidRanges): number {
  let width = 0;
  for (const [first, last] of ranges) width += last - first + 1;
  return width;
}

export function rangesOf(uids: readonly number[]): UidRanges {
  const ranges: [number, number][] = [];
  for (const uid of uids) {
    const last = ranges.at(-1);
    if (last && last[1] === uid - 1) last[1] = uid;
    else ranges.push([uid, uid]);
  }
  return ranges;
}

/** What both name; both ascend. */
export function rangesWithin(ranges: UidRanges, within: UidRanges): UidRanges {
  const shared: [number, number][] = [];
  for (let i = 0, j = 0; i < ranges.length && j < within.length; ) {
    const first = Math.max(ranges[i]![0], within[j]![0]);
    const last = Math.min(ranges[i]![1], within[j]![1]);
    if (first <= last) shared.push([first, last]);
    if (ranges[i]![1] < within[j]![1]) i++;
    else j++;
  }
  return shared;
}

/** What the ranges leave free of 1 to `last`. */
export function rangesBeside(ranges: UidRanges, last: number): UidRanges {
  const free: [number, number][] = [];
  let next = 1;
  for (const [first, end] of ranges) {
    if (first > next) free.push([next, first - 1]);
    next = end + 1;
  }
  if (next <= last) free.push([next, last]);
  return free;
}

export function uidsIn(ranges: UidRanges): number[] {
  const uids: number[] = [];
  for (const [first, last] of ranges) for (let uid = first; uid <= last; uid++) uids.push(uid);
  return uids;
}

/** PostgreSQL's `int8multirange`: `{[1,4),[7,8)}`. */
export function readMultirange(text: string): UidRanges {
  return [...text.matchAll(/\[(\d+),(\d+)\)/g)].map(([, first, end]) => [Number(first), Number(end) - 1] as const);
}

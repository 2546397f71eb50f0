/** Sets of UIDs as ascending arrays without doubles. */

/** What stands in `a` and not in `b`. */
export function without(a: Uint32Array, b: Uint32Array): Uint32Array {
  const left = new Uint32Array(a.length);
  let length = 0;
  let at = 0;
  for (const uid of a) {
    while (at < b.length && b[at]! < uid) at++;
    if (b[at] !== uid) left[length++] = uid;
  }
  return left.subarray(0, length);
}

/** What stands in both. */
export function within(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(Math.min(a.length, b.length));
  let length = 0;
  let at = 0;
  for (const uid of a) {
    while (at < b.length && b[at]! < uid) at++;
    if (at === b.length) break;
    if (b[at] === uid) both[length++] = uid;
  }
  return both.subarray(0, length);
}

export function union(...sets: readonly Uint32Array[]): Uint32Array {
  const filled = sets.filter(({ length }) => length > 0);
  if (filled.length < 2) return filled[0] ?? new Uint32Array(0);
  const all = new Uint32Array(filled.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const set of filled) {
    all.set(set, at);
    at += set.length;
  }
  all.sort();
  let length = 0;
  for (const uid of all) if (length === 0 || uid !== all[length - 1]) all[length++] = uid;
  return all.subarray(0, length);
}

/** Ascending numbers as ranges with both ends in. */
export function rangesOf(uids: Iterable<number>): (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const uid of uids) {
    const last = ranges.at(-1);
    if (last && uid === last[1] + 1) last[1] = uid;
    else ranges.push([uid, uid]);
  }
  return ranges;
}

/**
 * Is the place `a` behind the place `b` in the events of a mailbox? Cursors are two numbers with a point between; compared as texts or as
 * one number they would be in another order. One without a point is behind all of its first number.
 */
export function isAfter(a: string, b: string): boolean {
  const [aFirst, aSecond] = read(a);
  const [bFirst, bSecond] = read(b);
  return aFirst > bFirst || (aFirst === bFirst && aSecond > bSecond);
}

function read(cursor: string): readonly [number, number] {
  const found = /^(\d+)(?:\.(\d+))?$/.exec(cursor);
  if (found === null) throw new RangeError(`${cursor} is not a cursor`);
  return [Number(found[1]), found[2] === undefined ? Number.MAX_SAFE_INTEGER : Number(found[2])];
}

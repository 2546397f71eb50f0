import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { byAnyNumber, byNumber, byUid, holds, numberOf, placesOf, uidRanges, uidSet, uidsAt } from './positions.ts';

const STAR = Number.POSITIVE_INFINITY;
const known = Uint32Array.of(2, 3, 5, 9, 10);

test('sequence numbers are places; one too high is an error, in a search it finds nothing', () => {
  const cases: readonly [set: readonly (readonly [number, number])[], uids: readonly number[] | undefined][] = [
    [[[1, 3]], [2, 3, 5]],
    [[[3, 1]], [2, 3, 5]],
    [[[STAR, STAR]], [10]],
    [[[4, STAR]], [9, 10]],
    [[[5, STAR]], [10]],
    [
      [
        [5, 5],
        [1, 2],
        [2, 3],
      ],
      [2, 3, 5, 10],
    ],
    [[[6, 6]], undefined],
    [[[6, STAR]], undefined],
    [[[0, 1]], undefined],
  ];
  for (const [set, uids] of cases) {
    const found = byNumber(set, known);
    assert.deepEqual(found && uidsAt(found, known), uids, JSON.stringify(set));
  }
  assert.equal(byNumber([[1, STAR]], []), undefined);
  assert.deepEqual(uidsAt(byAnyNumber([[4, 99]], known), known), [9, 10]);
  assert.deepEqual(uidsAt(byAnyNumber([[6, STAR]], known), known), [10]);
  assert.deepEqual(byAnyNumber([[1, STAR]], []), []);
});

test('UIDs that are not there are passed over; * is the last message there is', () => {
  assert.deepEqual(uidsAt(byUid([[4, 9]], known), known), [5, 9]);
  assert.deepEqual(uidsAt(byUid([[99, STAR]], known), known), [10]);
  assert.deepEqual(byUid([[6, 8]], known), []);
  assert.deepEqual(byUid([[1, STAR]], []), []);
  assert.deepEqual(uidRanges(byUid([[1, 4]], known), known), [[2, 3]]);
  assert.deepEqual(
    uidSet(
      [
        [7, STAR],
        [3, 1],
        [2, 4],
      ],
      9,
    ),
    [
      [1, 4],
      [7, 9],
    ],
  );
});

const uidList = fc.uniqueArray(fc.integer({ min: 1, max: 60 })).map((uids) => Uint32Array.from(uids).sort());
const sets = fc.array(fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 })), { minLength: 1 });

test('places, ranges and lists say the same of any set', () => {
  fc.assert(
    fc.property(uidList, sets, (uids, set) => {
      const inSet = (uid: number) => set.some(([a, b]) => Math.min(a, b) <= uid && uid <= Math.max(a, b));
      const wanted = [...uids].filter(inSet);
      const positions = byUid(set, uids);
      assert.deepEqual(uidsAt(positions, uids), wanted);
      assert.deepEqual(placesOf(wanted, uids), positions);
      const ranges = uidSet(set, 70);
      for (let uid = 1; uid <= 70; uid++) assert.equal(holds(ranges, uid), inSet(uid));
      for (const [at, uid] of uids.entries()) assert.equal(numberOf(uids, uid), at + 1);
      assert.equal(numberOf(uids, 61), undefined);
    }),
  );
});

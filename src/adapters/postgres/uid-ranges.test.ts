import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  rangesAfter,
  rangesBeside,
  rangesOf,
  rangesWidth,
  rangesWithin,
  readMultirange,
  uidsIn,
} from './uid-ranges.ts';

const uids = fc.uniqueArray(fc.integer({ min: 1, max: 40 })).map((list) => list.sort((a, b) => a - b));

test('ranges name the UIDs they were made of, joined as far as they can be', () => {
  fc.assert(
    fc.property(uids, (list) => {
      const ranges = rangesOf(list);
      assert.deepEqual(uidsIn(ranges), list);
      assert.equal(rangesWidth(ranges), list.length);
      for (const [n, [first]] of ranges.entries()) assert.ok(n === 0 || first > ranges[n - 1]![1] + 1);
    }),
  );
});

test('what lies within, beside and behind is what single UIDs say', () => {
  fc.assert(
    fc.property(uids, uids, fc.integer({ min: 0, max: 45 }), (a, b, n) => {
      const ranges = rangesOf(a);
      assert.deepEqual(
        uidsIn(rangesWithin(ranges, rangesOf(b))),
        a.filter((uid) => b.includes(uid)),
      );
      assert.deepEqual(
        uidsIn(rangesAfter(ranges, n, 99)),
        a.filter((uid) => uid > n),
      );
      assert.ok(rangesAfter(ranges, n, 2).length <= 2);
      const all = Array.from({ length: 40 }, (_, i) => i + 1);
      assert.deepEqual(
        uidsIn(rangesBeside(ranges, 40)),
        all.filter((uid) => !a.includes(uid)),
      );
    }),
  );
});

test('a multirange is read as PostgreSQL writes it', () => {
  assert.deepEqual(readMultirange('{}'), []);
  assert.deepEqual(readMultirange('{[1,4),[7,8),[4294967294,4294967296)}'), [
    [1, 3],
    [7, 7],
    [4294967294, 4294967295],
  ]);
});

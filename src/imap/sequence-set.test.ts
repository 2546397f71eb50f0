import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseSequenceSet, writeSequenceSet } from './sequence-set.ts';

const STAR = Number.POSITIVE_INFINITY;

test('sequence sets as in RFC 9051 9', () => {
  const table: readonly (readonly [string, unknown])[] = [
    ['1', [[1, 1]]],
    ['4294967295', [[4294967295, 4294967295]]],
    ['*', [[STAR, STAR]]],
    ['2:4', [[2, 4]]],
    ['4:2', [[2, 4]]],
    ['*:4', [[4, STAR]]],
    [
      '2,4:7,9,12:*',
      [
        [2, 2],
        [4, 7],
        [9, 9],
        [12, STAR],
      ],
    ],
    [
      '5,1',
      [
        [5, 5],
        [1, 1],
      ],
    ],
    ['$', 'saved'],
  ];
  for (const [text, expected] of table) assert.deepEqual(parseSequenceSet(text, 4), expected, text);
  assert.equal(parseSequenceSet('1,2,3,4,5', 4), 'too many');
  for (const wrong of [
    '',
    '0',
    '01',
    '1:',
    ':1',
    ',1',
    '1,',
    '1,,2',
    '1:2:3',
    '4294967296',
    '$,1',
    '1,$',
    '**',
    'a',
    '1 2',
    '-1',
    '1*',
  ]) {
    assert.equal(parseSequenceSet(wrong, 4), undefined, wrong);
  }
});

test('numbers are drawn together, in the order given', () => {
  assert.equal(writeSequenceSet([]), '');
  assert.equal(writeSequenceSet([5]), '5');
  assert.equal(writeSequenceSet([1, 2, 3, 5, 7, 8]), '1:3,5,7:8');
  assert.equal(writeSequenceSet([9, 3, 4, 2, 1]), '9,3:4,2,1');
  assert.equal(writeSequenceSet(Uint32Array.of(1, 2)), '1:2');
});

test('what is written is read the same', () => {
  const numbers = fc.array(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 0xffff_ffff })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(numbers, fc.boolean(), (list, sorted) => {
      const given = sorted ? [...new Set(list)].sort((a, b) => a - b) : list;
      const ranges = parseSequenceSet(writeSequenceSet(given), 1_000);
      assert.ok(Array.isArray(ranges));
      const back = ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
      assert.deepEqual(back, given);
      if (sorted) for (const [i, [first]] of ranges.entries()) assert.ok(i === 0 || first > ranges[i - 1]![1] + 1);
    }),
    { numRuns: 1_000 },
  );
});

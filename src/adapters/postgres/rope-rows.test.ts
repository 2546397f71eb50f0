import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concat, isSlice, type Rope } from '#mime';
import { plainRope } from '#testing';
import { type RopeRows, ropeToRows, rowsToRope } from './rope-rows.ts';

const slice = fc.record({ blob: fc.constantFrom('a', 'b'), offset: fc.nat(), length: fc.nat() });
const rope: fc.Arbitrary<Rope> = fc.array(fc.oneof(fc.uint8Array(), slice));

const rowsOf = (given: Rope): RopeRows => {
  const rows = ropeToRows(given);
  return { ...rows, literal: concat(rows.literal) };
};

test('a rope comes back from its rows as the same octets by the same blobs', () => {
  fc.assert(fc.property(rope, (given) => assert.deepEqual(plainRope(rowsToRope(rowsOf(given))), plainRope(given))));
});

test('a rope without blobs needs no layout', () => {
  assert.equal(ropeToRows([new Uint8Array(3), new Uint8Array(4)]).layout, null);
  assert.deepEqual(ropeToRows([new Uint8Array(3), { blob: 'b', offset: 0, length: 9 }]).layout, [3, -1]);
});

test('rows that do not fit together are refused', () => {
  const rows = rowsOf([new Uint8Array(3), { blob: 'b', offset: 0, length: 9 }]);
  assert.throws(() => rowsToRope({ ...rows, slices: [] }), /reference 1/);
  assert.throws(() => rowsToRope({ ...rows, literal: new Uint8Array(4) }), /3 of its 4/);
  assert.ok(rowsToRope(rows).some(isSlice));
});

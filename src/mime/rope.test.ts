import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ascii, latin1ToString } from './octets.ts';
import { isSlice, type Rope, ropeLength, ropeOctets, sliceRope } from './rope.ts';

const BLOB = 'abcdefghijklmnopqrstuvwxyz';

const ropes = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 6 })).map(([offset, length]) => ({ blob: 'alphabet', offset, length })),
  ),
  { maxLength: 8 },
);

function flat(rope: Rope): string {
  return rope
    .map((piece) => (isSlice(piece) ? BLOB.slice(piece.offset, piece.offset + piece.length) : latin1ToString(piece)))
    .join('');
}

test('a slice of a rope stands for the same octets as the slice of its text', () => {
  fc.assert(
    fc.property(ropes, fc.nat({ max: 60 }), fc.nat({ max: 60 }), (rope, a, b) => {
      const length = ropeLength(rope);
      assert.equal(flat(rope).length, length);
      const [start, end] = [Math.min(a, b, length), Math.min(Math.max(a, b), length)];
      assert.equal(flat(sliceRope(rope, start, end)), flat(rope).slice(start, end));
    }),
  );
});

test('a slice outside the rope is refused', () => {
  const rope = [ascii('abc')];
  for (const [start, end] of [
    [-1, 2],
    [0, 4],
    [2, 1],
  ] as const) {
    assert.throws(() => sliceRope(rope, start, end), RangeError);
  }
});

test('the octets of a rope are those of its pieces, and what lies elsewhere is never left out in silence', () => {
  assert.equal(latin1ToString(ropeOctets([ascii('ab'), ascii(''), ascii('c')])), 'abc');
  assert.throws(() => ropeOctets([ascii('ab'), { blob: 'alphabet', offset: 0, length: 1 }]), RangeError);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CaseFolder, foldCase } from './fold-case.ts';

test('letter case and the way marks are written do not matter', () => {
  assert.equal(foldCase('PERCHE\u0300 E\u0301'), 'perch\u00e8 \u00e9');
  assert.equal(foldCase('\u039f\u0394\u039f\u03a3'), foldCase('\u03bf\u03b4\u03bf\u03c3'));
  assert.ok(foldCase('\u039f\u0394\u039f\u03a3 x').includes(foldCase('\u03b4\u03bf\u03a3')));
  assert.equal(foldCase('a\0b'), 'a\ufffdb');
});

test('a letter is not found in the same letter with a mark', () => {
  assert.ok(!foldCase('perch\u00e8').includes(foldCase('perche')));
  assert.ok(!foldCase('perche\u0300').includes(foldCase('perche')));
});

const character = fc.constantFrom(
  ...'aEÈ\u0300\u0301\u0327\u0345oΣςσ \n\0İıßﬀ',
  '\u1100\u1161\u11a8'[0]!,
  '\u1161',
  '\u11a8',
  '\uac00',
  '\u4e2d',
  '😀',
  '\u{1d15e}',
  '\u0915\u093c'[0]!,
  '\u093c',
);

test('a text in pieces folds to what it folds to as one', () => {
  fc.assert(
    fc.property(fc.array(fc.array(character).map((list) => list.join(''))), (pieces) => {
      const folder = new CaseFolder();
      const folded = pieces.map((piece) => folder.push(piece)).join('') + folder.end();
      assert.equal(folded, foldCase(pieces.join('')));
    }),
    { numRuns: 4000 },
  );
});

test('a text without a place to cut is not held beyond its limit', () => {
  const folder = new CaseFolder();
  let given = 0;
  for (let i = 0; i < 100; i++) given += folder.push('\u0e01'.repeat(1000)).length;
  assert.ok(given >= 65_000 && given <= 100_000);
  assert.equal(given + folder.end().length, 100_000);
});

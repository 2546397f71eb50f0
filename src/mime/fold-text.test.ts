import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldText, TextFold } from './fold-text.ts';

test('letter case and the way marks are written do not matter', () => {
  assert.equal(foldText('PERCHE\u0300 E\u0301'), 'perche e');
  assert.equal(foldText('\u039f\u0394\u039f\u03a3'), foldText('\u03bf\u03b4\u03bf\u03c3'));
  assert.ok(foldText('\u039f\u0394\u039f\u03a3 x').includes(foldText('\u03b4\u03bf\u03a3')));
  assert.equal(foldText('a\0b'), 'a\ufffdb');
  assert.equal(foldText('è\0'), 'e\ufffd');
});

test('a text is found as people type it: without accents, ligatures, curly apostrophes, hard spaces', () => {
  for (const [written, typed] of [
    ['perché', 'perche'],
    ['Forlì', 'FORLI'],
    ['Straße', 'strasse'],
    ['STRASSE', 'straße'],
    ['GROẞ', 'groß'],
    ['ﬁrma e ﬀ', 'firma e ff'],
    ['œuvre Æsop', 'oeuvre aesop'],
    ['Łódź, Ødegård, Đorđe', 'lodz, odegard, dorde'],
    ['İSTANBUL ısı', 'istanbul isi'],
    ['dell’ufficio', "dell'ufficio"],
    ['“urgente”', '"urgente"'],
    ['2026‑11', '2026-11'],
    ['costa 5\u00a0€', 'costa 5 €'],
    ['ammini\u00adstrazione', 'amministrazione'],
    ['Ｐｏｓｔａ', 'posta'],
    ['Ἀθῆναι', 'αθηναι'],
    ['Königstraße', 'konigstrasse'],
  ] as const) {
    assert.equal(foldText(written), foldText(typed), written);
  }
});

test('letters that are other letters stay so', () => {
  for (const [one, other] of [
    ['が', 'か'],
    ['한', '하'],
    ['कि', 'कु'],
    ['Müller', 'mueller'],
    ['þ', 'th'],
  ] as const) {
    assert.ok(!foldText(one).includes(foldText(other)), `${one} ${other}`);
  }
});

const character = fc.constantFrom(
  ...'aEÈ\u0300\u0301\u0327\u0345oΣςσ \n\0İıßẞﬀŒ’\u00ad\u00b4½が\u3099か',
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
      const fold = new TextFold();
      const folded = pieces.map((piece) => fold.push(piece)).join('') + fold.end();
      assert.equal(folded, foldText(pieces.join('')));
    }),
    { numRuns: 4000 },
  );
});

test('what is folded folds to itself', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(character).map((list) => list.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        assert.equal(foldText(foldText(text)), foldText(text));
      },
    ),
    { numRuns: 800 },
  );
});

test('what is found letter by letter is found when it is folded', () => {
  const latin = fc.string({ unit: fc.constantFrom(...'aÀèé ßŒøﬁΣς\u0301’-Ёй') });
  fc.assert(
    fc.property(latin, latin, latin, (before, term, after) => {
      assert.ok(foldText(before + term + after).includes(foldText(term)));
    }),
    { numRuns: 4000 },
  );
});

test('a text without a place to cut is not held beyond its limit', () => {
  const fold = new TextFold();
  let given = 0;
  for (let i = 0; i < 100; i++) given += fold.push('\u0e01'.repeat(1000)).length;
  assert.ok(given >= 65_000 && given <= 100_000);
  assert.equal(given + fold.end().length, 100_000);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineAt, takeApart } from './source-text.ts';

const texts = (pieces: readonly { text: string }[]) => pieces.map((piece) => piece.text);

test('comments, strings, templates and regular expressions are told from code', () => {
  const source = [
    "const a = 'it\\'s // no comment'; // a comment with 'quotes'",
    '/* two',
    'lines */ const b = `x $' + '{f({ y: `in $' + '{c} side` })} z`;',
    'const d = /[/\'"`]\\/{/.test(e) ? e / 2 : "\\"";',
    'return /}/;',
  ].join('\n');
  const { code, comments, strings } = takeApart(source);
  assert.equal(code.length, source.length);
  assert.deepEqual(texts(comments), ["// a comment with 'quotes'", '/* two\nlines ']);
  assert.deepEqual(texts(strings), ["it\\'s // no comment", 'x ', 'in ', ' side', ' z', '\\"']);
  assert.match(code, /\$\{f\(\{ y: `\s+\$\{c\}\s+` \}\)\}/);
  assert.match(code, /const d = \/\s+\/\.test\(e\) \? e \/ 2 : "\s+";/);
  assert.match(code, /return \/ \/;$/);
  assert.equal(code.split('{').length, code.split('}').length);
});

test('offsets are those of the source, and lines count from 1', () => {
  const source = "a\n  'b'\n// c";
  const { comments, strings } = takeApart(source);
  assert.equal(source.slice(strings[0]!.at, strings[0]!.at + 1), 'b');
  assert.deepEqual([lineAt(source, 0), lineAt(source, strings[0]!.at), lineAt(source, comments[0]!.at)], [1, 2, 3]);
});

test('an unfinished source is taken apart all the same', () => {
  for (const source of ["'abc", '`abc ${', '/* abc', '/abc', '`${`', '`\\', "'\\"]) {
    assert.equal(takeApart(source).code.length, source.length);
  }
});

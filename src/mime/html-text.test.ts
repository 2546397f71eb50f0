import assert from 'node:assert/strict';
import { test } from 'node:test';
import { htmlText } from './html-text.ts';

test('HTML is read in lines: paragraphs, lists and cells part words, what stands within a word does not', () => {
  const table: readonly (readonly [html: string, text: string])[] = [
    ['<p>Uno &egrave; <b>du</b>e<br>tre</p><p>quattro</p>', 'Uno è due\ntre\n\nquattro'],
    ['<ul><li>a</li><li>b</li></ul>', '• a\n\n• b'],
    ['<tr><td>a</td><td>b</td></tr>', 'a\tb'],
    ['<center>a</center><x-y>b</x-y>', 'a b'],
    ['a<script>b</script><style>c</style><textarea>d</textarea>e', 'a e'],
    ['1 < 2 &#8364; &#x20ac; &nada; &#0;', '1 < 2 € € &nada;'],
    ['a<!-- b', 'a'],
    ['a<script>never closed', 'a'],
  ];
  for (const [html, text] of table) assert.equal(htmlText(html, 1_000), text, html);
  assert.equal(htmlText('<p>abcdef</p>', 3), 'abc');
});

test('it takes time in proportion, whatever it is given', () => {
  for (const part of ['<', '<!--', '<a ', '&#', '<b>x', ' \n']) {
    const began = performance.now();
    htmlText(part.repeat(20_000), 20_000);
    assert.ok(performance.now() - began < 200, part);
  }
});

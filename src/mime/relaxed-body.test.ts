import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ascii, concat, latin1ToString } from './octets.ts';
import { RelaxedBody } from './relaxed-body.ts';

function relaxed(pieces: readonly string[]): string {
  const given: Uint8Array[] = [];
  const body = new RelaxedBody((octets) => given.push(octets.slice()));
  for (const piece of pieces) body.push(ascii(piece));
  body.end();
  return latin1ToString(concat(given));
}

/** RFC 6376 3.4.4, word for word and all at once. */
function byTheBook(body: string): string {
  const lines = body
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+$/, ''))
    .map((line) => line.replace(/[ \t]+/g, ' '));
  const text = lines.join('\r\n').replace(/(\r\n)+$/, '');
  return text === '' ? '' : `${text}\r\n`;
}

test('the example of RFC 6376 3.4.5 gives the body printed there', () => {
  assert.equal(relaxed([' C \r\nD \t E\r\n\r\n\r\n']), ' C\r\nD E\r\n');
});

test('a body of empty lines and white space is empty, one without its last CRLF gets it', () => {
  assert.equal(relaxed(['']), '');
  assert.equal(relaxed(['\r\n \t\r\n\r\n']), '');
  assert.equal(relaxed(['a']), 'a\r\n');
  assert.equal(relaxed(['a\r', '\n']), 'a\r\n');
  assert.equal(relaxed(['a \t', ' \r', '\n \r\n\r', '\nb']), 'a\r\n\r\n\r\nb\r\n');
});

test('ten thousand empty lines between two words are all there, in pieces of bounded size', () => {
  const sizes: number[] = [];
  const body = new RelaxedBody((octets) => sizes.push(octets.length));
  body.push(ascii(`a${'\r\n'.repeat(10_000)}`));
  body.push(ascii('b\r\n'));
  body.end();
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    1 + 20_000 + 1 + 2,
  );
  assert.ok(Math.max(...sizes) <= 16_384);
});

test('however a body is cut into pieces, its relaxed form is that of the whole', () => {
  const text = fc.array(fc.constantFrom('\r\n', '\r\n', ' ', '\t', 'a', 'B', '.', '\xe8'), { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), fc.boolean(), (pieces, everyOctet) => {
      const whole = pieces.flat().join('');
      const cut = everyOctet ? [...whole] : pieces.map((piece) => piece.join(''));
      assert.equal(relaxed(cut), byTheBook(whole));
    }),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCharset } from './charset.ts';
import { ascii, concat, hex, latin1ToString, toLatin1 } from './octets.ts';

test('octets become characters of the same code and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 9000 }), (bytes) => {
      const text = latin1ToString(bytes);
      assert.equal(text.length, bytes.length);
      assert.deepEqual(ascii(text), bytes);
      assert.deepEqual(toLatin1(text), bytes);
    }),
  );
});

test('octets 128 to 159 are not read as windows-1252, and a byte order mark is not swallowed', () => {
  assert.equal(latin1ToString(new Uint8Array([...Array(20).fill(0x41), 0x80, 0x9f])), `${'A'.repeat(20)}\u0080\u009f`);
  assert.equal(
    latin1ToString(new Uint8Array([0xef, 0xbb, 0xbf, ...Array(20).fill(0x41)])),
    `\u00ef\u00bb\u00bf${'A'.repeat(20)}`,
  );
});

test('a character outside ISO-8859-1 becomes one question mark, a surrogate pair too', () => {
  assert.equal(latin1ToString(toLatin1('perché’s 😀 €')), 'perché?s ? ?');
});

test('a literal of octets refuses a character over 255', () => {
  assert.throws(() => ascii('€'), RangeError);
});

test('pieces are joined in order; one piece is not copied', () => {
  const one = ascii('a');
  assert.equal(concat([one]), one);
  assert.equal(latin1ToString(concat([one, ascii(''), ascii('bc')])), 'abc');
  assert.equal(concat([]).length, 0);
});

test('hexadecimal digits are lower case, two an octet', () => {
  assert.equal(hex(new Uint8Array([0, 15, 171, 255])), '000fabff');
});

test('charsets are decoded by name; what is unknown or wrong is still readable', () => {
  assert.equal(decodeCharset(ascii('perch\u00e9'), 'ISO-8859-1'), 'perché');
  assert.equal(decodeCharset(new TextEncoder().encode('perché'), 'utf-8'), 'perché');
  assert.equal(decodeCharset(ascii('\u0080'), 'windows-1252'), '€');
  assert.equal(decodeCharset(ascii('perch\u00e9'), 'utf-8'), 'perché');
  assert.equal(decodeCharset(ascii('perch\u00e9'), 'x-unknown'), 'perché');
  assert.equal(decodeCharset(new TextEncoder().encode('perché'), 'x-unknown'), 'perché');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeBase64 } from './base64.ts';
import { ascii, latin1ToString } from './octets.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import { decodeTransfer } from './transfer.ts';

const octets = fc.uint8Array({ maxLength: 400 });
const lines = fc
  .array(fc.constantFrom('a', '=', ' ', '\t', '.', 'From ', '\r\n', '\r', '\n', '\u00e8', 'x'.repeat(40)), {
    maxLength: 60,
  })
  .map((pieces) => ascii(pieces.join('')));

test('base64 comes back, in lines of 76 characters', () => {
  fc.assert(
    fc.property(octets, (bytes) => {
      const text = encodeBase64(bytes);
      assert.deepEqual(decodeTransfer(ascii(text), 'base64'), bytes);
      assert.equal(text.replaceAll('\r\n', ''), Buffer.from(bytes).toString('base64'));
      if (bytes.length > 0) assert.match(text, /^(?:.{76}\r\n)*.{1,76}\r\n$/);
    }),
  );
});

test('base64 is read whatever the line lengths, the spaces and the strangers between', () => {
  const cases: [string, string][] = [
    ['Y2lhbw==', 'ciao'],
    ['Y2\nlh bw\t==\r\n', 'ciao'],
    ['Y2lhbw', 'ciao'],
    ['Y2!lhb*w=', 'ciao'],
    ['Y2k=YW8=', 'ciao'],
    ['====', ''],
    ['Y', ''],
    ['', ''],
  ];
  for (const [text, expected] of cases) {
    assert.equal(latin1ToString(decodeTransfer(ascii(text), ' BASE64 ')), expected, text);
  }
});

test('quoted-printable comes back octet by octet, in lines of at most 76 characters without white space at their ends', () => {
  fc.assert(
    fc.property(fc.oneof(octets, lines), (bytes) => {
      const text = encodeQuotedPrintable(bytes);
      assert.deepEqual(decodeTransfer(ascii(text), 'quoted-printable'), bytes);
      for (const line of text.split('\r\n')) {
        assert.match(line, /^[\t -~]{0,76}$/);
        assert.doesNotMatch(line, /[ \t]$|^\.|^From /);
      }
    }),
  );
});

test('CRLF stays a line end in quoted-printable', () => {
  assert.equal(encodeQuotedPrintable(ascii('perch\u00e9 \r\n.\r\nFrom me\nx')), 'perch=E9=20\r\n=2E\r\n=46rom me=0Ax');
});

test('quoted-printable is read tolerantly', () => {
  const cases: [string, string][] = [
    ['a=3d=3D', 'a=='],
    ['soft=\r\nbreak', 'softbreak'],
    ['soft= \t\r\nbreak', 'softbreak'],
    ['soft=\nbreak', 'softbreak'],
    ['end=', 'end'],
    ['trailing  \r\nx \n', 'trailing\r\nx\n'],
    ['kept =\r\nhere', 'kept here'],
    ['no=ZZ =4', 'no=ZZ =4'],
    ['=20 \r\n', ' \r\n'],
  ];
  for (const [text, expected] of cases) {
    assert.equal(latin1ToString(decodeTransfer(ascii(text), 'quoted-printable')), expected, JSON.stringify(text));
  }
});

test('other encodings leave the octets alone', () => {
  const bytes = ascii('a=3D\r\n');
  for (const encoding of ['7bit', '8bit', 'binary', 'x-odd']) assert.equal(decodeTransfer(bytes, encoding), bytes);
});

test('any octets decode without a fault, to no more than they were', () => {
  fc.assert(
    fc.property(fc.oneof(octets, lines), fc.constantFrom('base64', 'quoted-printable'), (bytes, encoding) => {
      assert.ok(decodeTransfer(bytes, encoding).length <= bytes.length);
    }),
  );
});

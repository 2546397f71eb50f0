import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contentTypeOf, dispositionOf, fileNameOf, parseStructured } from './parameters.ts';

function read(value: string): [string, Record<string, string>] {
  const { type, params } = contentTypeOf(parseStructured(value));
  return [type, Object.fromEntries(params)];
}

test('content types are read as they are written in the wild', () => {
  const cases: [string, string, Record<string, string>][] = [
    [' text/plain', 'text/plain', {}],
    [' Text/HTML; Charset="ISO-8859-1"', 'text/html', { charset: 'ISO-8859-1' }],
    [' text/plain; charset=us-ascii (Plain text)', 'text/plain', { charset: 'us-ascii' }],
    [
      ' multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256;\r\n boundary="----=_signed_1"',
      'multipart/signed',
      { protocol: 'application/pkcs7-signature', micalg: 'sha-256', boundary: '----=_signed_1' },
    ],
    [' multipart/mixed; boundary=----=_Part_1=x', 'multipart/mixed', { boundary: '----=_Part_1=x' }],
    [' application/pdf; name="a;b\\"c.pdf" ; x=y;', 'application/pdf', { name: 'a;b"c.pdf', x: 'y' }],
    [' application/pdf; name=due parole.pdf', 'application/pdf', { name: 'due parole.pdf' }],
    [' application/pdf; name="mai chiuso', 'application/pdf', { name: 'mai chiuso' }],
    [' text/plain;; ; charset = utf-8 ;flag', 'text/plain', { charset: 'utf-8' }],
    [' text/plain; a=1; A=2', 'text/plain', { a: '1' }],
    [' text (c); name=x', 'text/plain', { name: 'x' }],
    [' (a (b)) text/plain (c)', 'text/plain', {}],
    ['', 'text/plain', {}],
    [" x/y; name*=utf-8'it'perch%C3%A9%20no.pdf; name=fallback", 'x/y', { name: 'perché no.pdf' }],
    [" x/y; name*0*=iso-8859-1''a%E8; name*1=b%41; name*2*=%E9.txt", 'x/y', { name: 'aèb%41é.txt' }],
    [' x/y; name*1=b; name*0=a; name*3=d', 'x/y', { name: 'ab' }],
    [' x/y; name*1=b', 'x/y', {}],
    [' x/y; name=perch\u00c3\u00a9', 'x/y', { name: 'perché' }],
  ];
  for (const [value, type, params] of cases) assert.deepEqual(read(value), [type, params], value);
});

test('the file name is that of the disposition, else that of the type, and encoded words in it are decoded', () => {
  const type = contentTypeOf(parseStructured('x/y; name="=?utf-8?Q?perch=C3=A9.pdf?="'));
  assert.equal(fileNameOf(type, undefined), 'perché.pdf');
  assert.equal(fileNameOf(type, dispositionOf(parseStructured('inline'))), 'perché.pdf');
  assert.equal(fileNameOf(type, dispositionOf(parseStructured('Attachment; filename=b.pdf'))), 'b.pdf');
  assert.equal(fileNameOf(contentTypeOf(parseStructured('x/y')), undefined), undefined);
});

test('any value is read without a crash', () => {
  const piece = fc.constantFrom(
    ';',
    '=',
    '"',
    '\\',
    '(',
    ')',
    '*',
    '*0',
    '*0*',
    "utf-8''",
    '%',
    '%41',
    'a',
    ' ',
    '/',
    '\r\n ',
    '\u00e8',
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => read(pieces.join('')).length === 2));
});

test('hostile values do not hang the reader', () => {
  for (const piece of [';', '=', '"', '\\', '(', 'a=b;', ' ', ' (']) {
    read(`x/y;${piece.repeat(100_000)}`);
    read(`x/y;${piece.repeat(100_000)}=`);
  }
});

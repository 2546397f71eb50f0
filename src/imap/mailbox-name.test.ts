import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from '#mime';
import { readMailbox, writeMailbox } from './mailbox-name.ts';
import { utf8Octets } from './octet-text.ts';
import { REV2, UTF8 } from './wire-kit.ts';
import { REV1 } from './wire-mode.ts';

test('modified UTF-7 as in RFC 3501 5.1.3', () => {
  const table: readonly (readonly [string, string])[] = [
    ['~peter/mail/台北/日本語', '~peter/mail/&U,BTFw-/&ZeVnLIqe-'],
    ['☺!', '&Jjo-!'],
    ['台北日本語', '&U,BTF2XlZyyKng-'],
    ['A&B', 'A&-B'],
    ['&&', '&-&-'],
    ['Posta è', 'Posta &AOg-'],
    ['😀', '&2D3eAA-'],
    ['', ''],
  ];
  for (const [text, written] of table) {
    assert.equal(encodeModifiedUtf7(text), written);
    assert.equal(decodeModifiedUtf7(written), text);
  }
});

test('another spelling of a name is none', () => {
  const wrong = [
    '&',
    'a&b',
    '&Jjo',
    '&Jjo!',
    '&U,BTFw-&ZeVnLIqe-',
    '&AGE-',
    '&ACY-',
    '&AOi-',
    '&AO-',
    '&A-',
    '&2D0-',
    '&3gA-',
    '&AOg=-',
    '&AOg/-',
  ];
  for (const text of [...wrong, 'è', '\xc3\xa8', 'a\x7f', 'a\n'])
    assert.equal(decodeModifiedUtf7(text), undefined, text);
});

test('whatever octets come, what is read as a name is written the same', () => {
  const pieces = fc.array(fc.constantFrom('&', '-', 'AOg', 'Jjo', ',', 'a', '2D3eAA', '/', '+', 'A', 'è'), {
    maxLength: 10,
  });
  fc.assert(
    fc.property(
      pieces.map((list) => list.join('')),
      (text) => {
        const decoded = decodeModifiedUtf7(text);
        assert.ok(decoded === undefined || encodeModifiedUtf7(decoded) === text);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('every name comes back from the wire as it was, in every mode', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .map((text) => text.normalize('NFC').replaceAll(/[\p{Cc}\u2028\u2029]/gu, ''))
    .filter((text) => text.isWellFormed() && !/^inbox(\/|$)/i.test(text));
  const bare = (written: string) =>
    written.replace(/^\{\d+\}\r\n/, '').replace(/^"(.*)"$/s, (_, text) => text.replaceAll(/\\(.)/g, '$1'));
  fc.assert(
    fc.property(fc.oneof(name, fc.constantFrom('INBOX', 'INBOX/a', 'NIL', '&', '&-')), (text) => {
      assert.equal(decodeModifiedUtf7(encodeModifiedUtf7(text)), text);
      for (const mode of [REV1, UTF8, REV2]) assert.equal(readMailbox(bare(writeMailbox(text, mode)), mode), text);
    }),
    { numRuns: 2_000 },
  );
});

test('INBOX is in capitals, names are NFC, control characters are refused', () => {
  assert.equal(readMailbox('inbox', REV1), 'INBOX');
  assert.equal(readMailbox('InBox/Foo', REV1), 'INBOX/Foo');
  assert.equal(readMailbox('inbox.foo', REV1), 'inbox.foo');
  assert.equal(readMailbox(utf8Octets('e\u0300'), UTF8), 'è');
  for (const bad of ['a\u0085', 'a\u2028', 'a\t', '\x7f']) assert.equal(readMailbox(utf8Octets(bad), UTF8), undefined);
  assert.equal(readMailbox('&AIU-', REV1), undefined);
});

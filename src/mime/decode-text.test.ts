import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText, unfold } from './decode-text.ts';

test('folding is undone, the white space after it stays', () => {
  assert.equal(unfold(' a\r\n b\r\n\tc\n  d'), ' a b\tc  d');
});

test('header text is decoded', () => {
  const cases: [string, string][] = [
    [' Prova ', 'Prova'],
    [' =?ISO-8859-1?Q?Perch=E9_s=EC?=', 'Perché sì'],
    [' =?utf-8?b?UGVyY2jDqQ==?=', 'Perché'],
    [" =?utf-8*it?q?ciao?= e '=?utf-8?q?x?='", "ciao e 'x'"],
    [' =?UTF-8?Q?a?= =?UTF-8?Q?b?=\r\n =?UTF-8?Q?c?= d', 'abc d'],
    [' =?UTF-8?Q?a?= =?ISO-8859-1?Q?=E8?=', 'aè'],
    // One character cut between two words, as many clients do.
    [' =?UTF-8?B?8J8=?= =?UTF-8?B?mIA=?=', '😀'],
    [' =?UTF-8?Q?=C3?=\r\n =?utf-8?Q?=A8?=', 'è'],
    [' Re:=?utf-8?Q?_x?=', 'Re: x'],
    [' =?utf-8?Q?not closed', '=?utf-8?Q?not closed'],
    [' =?utf-8?X?a?=', '=?utf-8?X?a?='],
    [' =?x-none?Q?=E8?=', 'è'],
    [' =?utf-8?Q??= a', 'a'],
    [' perch\u00c3\u00a9', 'perché'],
    [' perch\u00e9', 'perché'],
    [' \u00a0a\u00a0 ', '\u00a0a\u00a0'],
    ['', ''],
  ];
  for (const [value, expected] of cases) assert.equal(decodeText(value), expected, value);
});

test('any value is decoded without a fault', () => {
  const pieces = fc.constantFrom(
    '=?',
    '?=',
    '?Q?',
    '?B?',
    'utf-8',
    '=E8',
    'a',
    ' ',
    '\r\n ',
    '=',
    '?',
    '\u00e8',
    '\u00ff',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => typeof decodeText(parts.join('')) === 'string'),
  );
});

test('hostile values do not hang the reader', () => {
  for (const piece of ['=?', '=?a', '=?a?q?', ' ', '\r\n', '=?a*']) decodeText(piece.repeat(100_000));
});

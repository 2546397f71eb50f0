import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText, trimSpaces } from './decode-text.ts';
import { encodeHeader } from './encode-header.ts';

const odd = fc.constantFrom(
  ' ',
  '  ',
  '=?',
  '?=',
  '=?UTF-8?Q?x?=',
  'è',
  '😀',
  '\r\n',
  '\t',
  '\u0000',
  '\ufeff',
  '_',
  '"',
  'x'.repeat(80),
);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(fc.oneof(odd, fc.string({ maxLength: 20 })), { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), { maxLength: 30 }).map((words) => words.join(' ')),
);

test('every text comes back from its header field, emoji and control characters included', () => {
  fc.assert(
    fc.property(texts, fc.constantFrom('Subject', 'X-Riferimento-Message-ID', 'X'.repeat(70)), (text, name) => {
      const field = encodeHeader(name, text);
      assert.ok(field.startsWith(`${name}: `) || field.startsWith(`${name}:\r\n`));
      assert.equal(decodeText(field.slice(name.length + 1, -2)), trimSpaces(text));
    }),
    { numRuns: 1000 },
  );
});

test('lines are folded within 78 characters, unless one word is longer, and within 998 always', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const field = encodeHeader('Subject', text);
      assert.ok(field.endsWith('\r\n'));
      for (const line of field.slice(0, -2).split('\r\n')) {
        assert.match(line, /^[ -~]*\S[ -~]*$/);
        assert.ok(line.length <= 998);
        if (line.length > 78) assert.match(line, /^(?:Subject:)? \S{70,} ?$/);
      }
    }),
    { numRuns: 1000 },
  );
});

test('ASCII stays readable, and only the words that need it are encoded', () => {
  const cases: [string, string][] = [
    ['POSTA CERTIFICATA: Prova', 'Subject: POSTA CERTIFICATA: Prova\r\n'],
    ['POSTA CERTIFICATA: ', 'Subject: POSTA CERTIFICATA: \r\n'],
    ['', 'Subject: \r\n'],
    ['ACCETTAZIONE: Perché no', 'Subject: ACCETTAZIONE: =?UTF-8?Q?Perch=C3=A9?= no\r\n'],
    ['a  b', 'Subject: a =?UTF-8?Q?_b?=\r\n'],
    ['日本語', 'Subject: =?UTF-8?B?5pel5pys6Kqe?=\r\n'],
    [
      'una frase lunga che non sta su una riga sola e che dunque viene piegata agli spazi',
      'Subject: una frase lunga che non sta su una riga sola e che dunque viene\r\n piegata agli spazi\r\n',
    ],
  ];
  for (const [text, expected] of cases) {
    const field = encodeHeader('Subject', text);
    assert.equal(field, expected);
    assert.equal(decodeText(field.slice(8, -2)), trimSpaces(text));
  }
});

test('a long identifier is neither cut nor encoded', () => {
  const id = `<${'a'.repeat(180)}@gestore-alfa.example>`;
  assert.equal(encodeHeader('X-Riferimento-Message-ID', id), `X-Riferimento-Message-ID: ${id}\r\n`);
});

test('a line end in the text cannot start another field', () => {
  const field = encodeHeader('Subject', 'a\r\nBcc: b@pec.alfa.example');
  assert.equal(field.split('\r\n').filter((line) => line !== '' && !line.startsWith(' ')).length, 1);
});

test('a name that is no field name is refused', () => {
  for (const name of ['', 'A B', 'A:', 'é', 'a\r\nb']) assert.throws(() => encodeHeader(name, 'x'), RangeError);
});

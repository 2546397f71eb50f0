import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ascii } from '#mime';
import type { OctetText } from './octet-text.ts';
import { utf8Octets } from './octet-text.ts';
import { Scanner } from './scanner.ts';
import { REV2, UTF8 } from './wire-kit.ts';
import { REV1 } from './wire-mode.ts';
import { writeAstring, writeNstring, writeQuoted, writeString, writeText } from './write-string.ts';

/** Reads what was written: a literal's octets are taken out of the text as the reader does. */
function scan(written: OctetText, mode: typeof UTF8): Scanner {
  const [head, size] = /^\{(\d+)\}\r\n/.exec(written) ?? [];
  const literals = head === undefined ? [] : [ascii(written.slice(head.length, head.length + Number(size)))];
  const message = () => {
    throw new Error('no message here');
  };
  return new Scanner({ text: head ?? written, literals, mode, message }, 0);
}

test('a string is quoted where it can be, else a literal', () => {
  assert.equal(writeString('', REV1), '""');
  assert.equal(writeString('a "b" \\c', REV1), '"a \\"b\\" \\\\c"');
  assert.equal(writeString('a\r\nb', REV1), '{4}\r\na\r\nb');
  assert.equal(writeString('\xc3\xa8', REV1), '{2}\r\n\xc3\xa8');
  assert.equal(writeString('\xc3\xa8', UTF8), '"\xc3\xa8"');
  assert.equal(writeString('\xc3\xa8', REV2), '"\xc3\xa8"');
  assert.equal(writeString('\xe8', UTF8), '{1}\r\n\xe8');
  assert.equal(writeString('a\0b', UTF8), '{3}\r\na?b');
  assert.equal(writeString('x'.repeat(5_000), REV1).slice(0, 8), '{5000}\r\n');
  assert.equal(writeQuoted('"'), '"\\""');
  assert.equal(writeNstring(undefined, REV1), 'NIL');
  assert.equal(writeNstring(null, REV1), 'NIL');
  assert.equal(writeText('perché', UTF8), '"perch\xc3\xa9"');
  assert.equal(writeText('perché', REV1), '{7}\r\nperch\xc3\xa9');
});

test('an astring is an atom where it can be', () => {
  assert.equal(writeAstring('INBOX', REV1), 'INBOX');
  assert.equal(writeAstring('a]b', REV1), 'a]b');
  for (const text of ['', 'a b', 'NIL', 'nil', '(', ')', '{', '%', '*', '"', '\\']) {
    assert.match(writeAstring(text, REV1), /^"/, text);
  }
});

test('what is written is read the same, in every mode', () => {
  const octets = fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((octet) => String.fromCharCode(octet)) });
  const unicode = fc.string({ unit: 'grapheme' }).map((text) => utf8Octets(text.replaceAll('\0', '')));
  const wordy = fc.string({ unit: fc.constantFrom(...'aZ09"\\{}()[]<>%*&+-~^ \t\r\n'), maxLength: 12 });
  fc.assert(
    fc.property(fc.oneof(octets, unicode, wordy), fc.constantFrom(REV1, UTF8, REV2), (text, mode) => {
      const quoted = scan(writeString(text, mode), mode);
      assert.equal(quoted.string(), text);
      const bare = scan(writeAstring(text, mode), mode);
      assert.equal(bare.astring(), text);
      assert.ok(bare.atEnd || /^\{/.test(writeAstring(text, mode)));
    }),
    { numRuns: 2_000 },
  );
});

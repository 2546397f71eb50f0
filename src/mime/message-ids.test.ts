import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { messageIds } from './message-ids.ts';

test('RFC 5256 3: an id is the same however it is quoted or folded', () => {
  const same = '01KF8JCEOCBS0045PS@xxx.yyy.com';
  for (const written of [
    `<${same}>`,
    '<"01KF8JCEOCBS0045PS"@xxx.yyy.com>',
    '<"01KF8JCEO\\CBS0045PS" @\r\n xxx.yyy.com>',
  ]) {
    assert.deepEqual(messageIds(written), [same], written);
  }
  assert.deepEqual(messageIds('<A@b>'), ['A@b']);
});

test('what is no id is passed over', () => {
  assert.deepEqual(messageIds('text <one@a.example> "Mario" <no at> <@x> <y@> <<two@b.example> <"unclosed>'), [
    'one@a.example',
    'two@b.example',
  ]);
  assert.deepEqual(messageIds('<"a>b <c@d>"@e.example><f@g>'), ['a>b <c@d>@e.example', 'f@g']);
  assert.deepEqual(messageIds('in reply to your letter of <a@b>, <c@d>', 1), ['a@b']);
  assert.deepEqual(messageIds(`<${'x'.repeat(2000)}@y> <a@b>`), ['a@b']);
  assert.deepEqual(messageIds(''), []);
});

test('ids of any shape come back as they were', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9.$%=+-]{1,20}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word)), fc.constantFrom(' ', '\r\n ', '\t', ''), (pairs, between) => {
      const ids = pairs.map(([left, right]) => `${left}@${right}`);
      assert.deepEqual(messageIds(ids.map((id) => `<${id}>`).join(between)), ids);
    }),
  );
});

test('nothing makes the reading slow', () => {
  for (const piece of ['<', '<"', '<"<', '"', '<a', '<"\\']) {
    assert.equal(messageIds(piece.repeat(100_000)).length, 0);
  }
});

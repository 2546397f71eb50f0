import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ProtocolFault, ReplyReader, replyText } from './reply-reader.ts';

test('replies of one and of many lines are read alike, however they are cut', () => {
  const wire = '220 a ESMTP\r\n250-a\r\n250-SIZE 10\r\n250 HELP\r\n354\r\n450 4.2.1 later\n';
  fc.assert(
    fc.property(fc.array(fc.nat(wire.length), { maxLength: 10 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), wire.length];
      const reader = new ReplyReader();
      const replies = at.slice(1).flatMap((end, i) => reader.push(wire.slice(at[i], end)));
      assert.deepEqual(replies, [
        { code: 220, lines: ['a ESMTP'] },
        { code: 250, lines: ['a', 'SIZE 10', 'HELP'] },
        { code: 354, lines: [''] },
        { code: 450, lines: ['4.2.1 later'] },
      ]);
    }),
  );
});

test('noise, endless lines and endless replies are faults', () => {
  for (const noise of [
    'HTTP/1.1 400\r\n',
    '25 x\r\n',
    '250x\r\n',
    '\r\n',
    '650 x\r\n',
    `250 ${'x'.repeat(5000)}\r\n`,
  ]) {
    assert.throws(() => new ReplyReader().push(noise), ProtocolFault, noise.slice(0, 20));
  }
  assert.throws(() => new ReplyReader().push('2'.repeat(5000)), ProtocolFault);
  assert.throws(() => new ReplyReader().push('250-x\r\n'.repeat(300)), ProtocolFault);
});

test('the text of a reply is printable and bounded', () => {
  assert.equal(replyText({ code: 550, lines: ['5.1.1 non\u00e9', '5.1.1 \x1bc'] }), '550 5.1.1 non? 5.1.1 ?c');
  assert.ok(replyText({ code: 550, lines: ['x'.repeat(4000)] }).length <= 1000);
});

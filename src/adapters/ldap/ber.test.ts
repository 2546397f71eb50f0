import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  BER,
  BerFault,
  element,
  flag,
  flagOf,
  inside,
  integer,
  numberOf,
  readElement,
  readElements,
  text,
  textOf,
} from './ber.ts';
import { MessageCutter, pageControl, readMessage, readPage, writeMessage } from './ldap-message.ts';

test('what is written is read back the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.string(), fc.boolean(), (number, words, yes) => {
      const whole = element(BER.sequence, integer(number), text(words), flag(yes));
      const [first, second, third] = inside(readElement(whole), BER.sequence);
      assert.deepEqual([numberOf(first), textOf(second), flagOf(third)], [number, words, yes]);
    }),
  );
  for (const size of [0, 127, 128, 255, 256, 65_535, 65_536])
    assert.equal(readElement(element(BER.octets, new Uint8Array(size))).content.length, size);
  assert.deepEqual([...integer(128)], [2, 2, 0, 128]);
  assert.deepEqual([...integer(-129)], [2, 2, 0xff, 0x7f]);
});

test('arbitrary octets are read or refused, never anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
      for (const read of [readElements, readMessage, readPage]) {
        try {
          read(octets);
        } catch (fault) {
          assert.ok(fault instanceof BerFault, String(fault));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('lengths that lie are refused: beyond what holds them, indefinite, of too many octets', () => {
  for (const octets of [
    [0x30, 5, 4, 1, 0x61],
    [0x30, 0x80, 0, 0],
    [0x30, 0x85, 0, 0, 0, 0, 1, 0],
    [0x1f, 1, 0],
    [4, 0x84, 0xff, 0xff, 0xff, 0xff],
    [4],
  ])
    assert.throws(() => readElements(Uint8Array.from(octets)), BerFault);
});

test('messages are cut out of a stream however it comes, with their controls', () => {
  const cookie = Uint8Array.of(1, 2, 3);
  const messages = [1, 2, 3].map((id) =>
    writeMessage(id, text('x'.repeat(id * 100)), [pageControl({ size: 5, cookie }, true)]),
  );
  const stream = Buffer.concat(messages);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: stream.length }), { maxLength: 8 }), (cuts) => {
      const cutter = new MessageCutter(1_000);
      const edges = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const whole = edges.slice(1).flatMap((end, at) => cutter.push(stream.subarray(edges[at], end)));
      assert.deepEqual(
        whole.map(readMessage).map(({ id }) => id),
        [1, 2, 3],
      );
      assert.equal(cutter.pending, 0);
    }),
  );
  const [control] = readMessage(messages[0]!).controls;
  assert.deepEqual([control!.isCritical, readPage(control!.value!)], [true, { size: 5, cookie }]);
  assert.throws(() => new MessageCutter(99).push(messages[0]!), /over 99 octets/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeBase64 } from './base64.ts';
import { ascii, concat, latin1ToString } from './octets.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import { decodeTransfer } from './transfer.ts';
import { decodedOctets, transferDecoder } from './transfer-stream.ts';

function inChunks(bytes: Uint8Array, encoding: string, cuts: readonly number[]): Uint8Array {
  const decoder = transferDecoder(encoding);
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length].map((at) => Math.min(at, bytes.length)).sort((a, b) => a - b)) {
    const chunk = bytes.slice(from, cut);
    pieces.push(decoder.push(chunk).slice());
    chunk.fill(0x3d);
    from = cut;
  }
  return concat([...pieces, decoder.end()]);
}

const cuts = fc.array(fc.nat({ max: 200 }), { maxLength: 30 });
const encodings = fc.constantFrom('base64', 'quoted-printable', '8bit', 'x-unknown');
const hostile = fc
  .array(fc.constantFrom('=', '=4', '=41', '=\r\n', '= \t\r\n', ' ', '\t', '\r', '\n', '\r\n', 'QQ', 'QUJD', '=='), {
    maxLength: 60,
  })
  .map((pieces) => ascii(pieces.join('')));

test('however a body is cut, it decodes as it does in one piece', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.uint8Array({ maxLength: 200 })), encodings, cuts, (bytes, encoding, places) => {
      const whole = decodeTransfer(bytes, encoding);
      assert.deepEqual(inChunks(bytes, encoding, places), whole);
      const everywhere = Array.from(bytes, (_, i) => i);
      assert.deepEqual(inChunks(bytes, encoding, everywhere), whole);
    }),
    { numRuns: 3000 },
  );
});

test('what was encoded comes back, however it is cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), cuts, (bytes, places) => {
      assert.deepEqual(inChunks(ascii(encodeBase64(bytes)), 'base64', places), bytes);
      assert.deepEqual(inChunks(ascii(encodeQuotedPrintable(bytes)), 'quoted-printable', places), bytes);
    }),
  );
});

test('an endless run of white space in quoted-printable is not held', async () => {
  const spaces = new Uint8Array(50_000).fill(0x20);
  async function* read(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 40; i++) yield spaces;
    yield ascii('x \r\ny');
  }
  let length = 0;
  let last = '';
  for await (const octets of decodedOctets(read(), 'quoted-printable')) {
    length += octets.length;
    last = latin1ToString(octets);
  }
  assert.ok(last.endsWith('x\r\ny'));
  assert.equal(length, 40 * 50_000 + 4);
});

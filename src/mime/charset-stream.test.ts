import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCharset } from './charset.ts';
import { charsetDecoder } from './charset-stream.ts';

function inChunks(bytes: Uint8Array, charset: string, cuts: readonly number[]): string {
  const decoder = charsetDecoder(charset);
  let text = '';
  let from = 0;
  for (const cut of [...cuts, bytes.length].map((at) => Math.min(at, bytes.length)).sort((a, b) => a - b)) {
    const chunk = bytes.slice(from, cut);
    text += decoder.push(chunk);
    chunk.fill(0x41);
    from = cut;
  }
  return text + decoder.end();
}

const charsets = [
  'utf-8',
  'iso-8859-1',
  'windows-1252',
  'utf-16',
  'utf-16be',
  'iso-2022-jp',
  'gb18030',
  'x-nowhere',
  '',
];
const octets = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => new TextEncoder().encode(text)),
  fc
    .array(
      fc.constantFrom(
        0xc3,
        0xa8,
        0xe2,
        0x82,
        0xac,
        0xf0,
        0x9f,
        0x98,
        0x80,
        0xed,
        0xa0,
        0xc0,
        0xf4,
        0x90,
        0x41,
        0xff,
        0x1b,
        0x24,
        0x42,
        0x0a,
        0x30,
      ),
      {
        maxLength: 30,
      },
    )
    .map((list) => Uint8Array.from(list)),
);

test('where a text is cut does not change what is read', () => {
  const cuts = fc.array(fc.nat({ max: 60 }), { maxLength: 10 });
  fc.assert(
    fc.property(octets, fc.constantFrom(...charsets), cuts, (bytes, charset, places) => {
      const whole = inChunks(bytes, charset, []);
      assert.equal(inChunks(bytes, charset, places), whole);
      const everywhere = Array.from(bytes, (_, i) => i);
      assert.equal(inChunks(bytes, charset, everywhere), whole);
    }),
    { numRuns: 4000 },
  );
});

test('valid UTF-8 is read as such, and other charsets as the whole text would be', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), octets, (text, bytes) => {
      assert.equal(inChunks(new TextEncoder().encode(text), 'us-ascii', [3]), text.toWellFormed());
      assert.equal(inChunks(bytes, 'windows-1252', []), decodeCharset(bytes, 'windows-1252'));
      assert.equal(inChunks(bytes, 'UTF-16BE', []), decodeCharset(bytes, 'utf-16be'));
    }),
  );
});

test('octets that are not UTF-8 are characters of their code, the others stay what they are', () => {
  const mixed = Uint8Array.of(
    0x63,
    0xc3,
    0xa8,
    0xe8,
    0x20,
    0xe2,
    0x82,
    0x20,
    0xf0,
    0x9f,
    0x98,
    0x80,
    0xed,
    0xa0,
    0x80,
    0xc3,
  );
  assert.equal(inChunks(mixed, 'utf-8', []), 'cè\u00e8 \u00e2\u0082 😀\u00ed\u00a0\u0080\u00c3');
});

test('UTF-16 goes by its byte order mark', () => {
  assert.equal(inChunks(Uint8Array.of(0xfe, 0xff, 0, 0x61), 'utf-16', [1]), '\ufeffa');
  assert.equal(inChunks(Uint8Array.of(0xff, 0xfe, 0x61, 0), 'UTF-16', []), '\ufeffa');
  assert.equal(inChunks(Uint8Array.of(0x61), 'utf-16', []), '\ufffd');
});

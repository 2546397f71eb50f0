import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { DotStuffer } from './dot-stuffer.ts';

function stuff(pieces: readonly string[]): string {
  const stuffer = new DotStuffer();
  const out = pieces.flatMap((piece) => stuffer.push(Buffer.from(piece, 'latin1')));
  return Buffer.concat(out).toString('latin1') + stuffer.end();
}

/** What a server makes of it, line by line: the plain reading of RFC 5321 4.5.2. */
function read(wire: string): string {
  const lines: string[] = [];
  for (const line of wire.split('\r\n')) {
    if (line === '.') return lines.map((each) => `${each}\r\n`).join('');
    lines.push(line.startsWith('.') ? line.slice(1) : line);
  }
  throw new Error('no end');
}

test('every message is read back octet by octet, however it is cut', () => {
  const lines = fc.array(fc.constantFrom('.', '..', '.x', 'x', '', 'x.', ' .', '\u00e9.'), { maxLength: 12 });
  fc.assert(
    fc.property(lines, fc.array(fc.nat(40), { maxLength: 8 }), (words, cuts) => {
      const message = words.map((word) => `${word}\r\n`).join('');
      const at = [0, ...cuts.filter((cut) => cut < message.length).sort((a, b) => a - b), message.length];
      const pieces = at.slice(1).map((end, i) => message.slice(at[i], end));
      assert.equal(read(stuff(pieces)), message);
    }),
    { numRuns: 500 },
  );
});

test('a last line without CRLF gets one, an empty message gets none', () => {
  assert.equal(stuff(['a\r\nb']), 'a\r\nb\r\n.\r\n');
  assert.equal(stuff(['a\r\nb\r']), 'a\r\nb\r\r\n.\r\n');
  assert.equal(stuff([]), '.\r\n');
});

test('a piece with no dot at a line start is passed on as it is', () => {
  const piece = Buffer.from('a.b\r\nc\r\n');
  assert.equal((new DotStuffer().push(piece)[0] as Buffer).buffer, piece.buffer);
});

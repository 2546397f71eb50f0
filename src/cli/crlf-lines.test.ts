import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withCrlf } from './crlf-lines.ts';

async function run(text: string, size: number): Promise<string> {
  async function* cut() {
    const octets = Buffer.from(text, 'latin1');
    for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of withCrlf(cut())) pieces.push(piece);
  return Buffer.concat(pieces).toString('latin1');
}

test('a file whose first line ends in LF alone gets CRLF everywhere, however it is cut', async () => {
  const text = fc
    .array(fc.constantFrom('a', '\n', '\r\n', '\r', 'bc'), { maxLength: 20 })
    .map((words) => words.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (words, size) => {
      const file = `Subject: x\n${words}`;
      assert.equal(await run(file, size), file.replace(/(?<!\r)\n/g, '\r\n'));
    }),
  );
});

test('a file whose first line ends in CRLF is left as it is, whatever follows', async () => {
  for (const size of [1, 2, 3, 100]) {
    for (const text of ['Subject: x\r\nbare\nline\r\n', 'no line at all', '', '\r\nx\n'])
      assert.equal(await run(text, size), text);
  }
});

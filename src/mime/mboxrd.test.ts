import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quoteFromLines, unquoteFromLines } from './mboxrd.ts';

async function collect(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces).toString('latin1');
}

async function* cut(text: string, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  const octets = Buffer.from(text, 'latin1');
  for (let at = 0, n = 0; at < octets.length; n++) {
    const size = sizes[n % sizes.length]!;
    yield octets.subarray(at, at + size);
    at += size;
  }
}

/** By the letter: the slow way. */
const quoted = (text: string) => text.replace(/(^|\n)(>*From )/g, '$1>$2');

test('every line that begins like the parting line of an mbox gets one more mark', async () => {
  const text = 'From here\r\nFrom: not this\r\n>From there\r\n >From\r\n>>>From \r\nxFrom y\r\nFrom';
  assert.equal(await collect(quoteFromLines(cut(text, [1_000]))), quoted(text));
  assert.equal(quoted(text).split('\r\n')[0], '>From here');
});

const octets = fc
  .array(fc.constantFrom('F', 'From ', 'From', '>', '>>', '\n', '\r\n', 'r', ' ', 'Fro', '\0', '\xff'), {
    maxLength: 30,
  })
  .map((words) => words.join(''));
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 });

test('quoting is what the rule says, however the octets are cut', async () => {
  await fc.assert(
    fc.asyncProperty(octets, sizes, async (text, cuts) => {
      assert.equal(await collect(quoteFromLines(cut(text, cuts))), quoted(text));
    }),
  );
});

test('what was quoted comes out octet by octet, however it is cut on both ways', async () => {
  await fc.assert(
    fc.asyncProperty(octets, sizes, sizes, async (text, cuts, others) => {
      const kept = await collect(quoteFromLines(cut(text, cuts)));
      assert.doesNotMatch(kept, /(^|\n)From /);
      assert.equal(await collect(unquoteFromLines(cut(kept, others))), text);
    }),
  );
});

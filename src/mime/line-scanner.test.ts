import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineScanner } from './line-scanner.ts';
import { ascii, latin1ToString } from './octets.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', 'cd', '\n', '\r\n', '\r', ' '), { maxLength: 60 })
  .map((p) => p.join(''));

test('a reader gets the octets of each line, whatever it kept before and wherever the chunks end', () => {
  fc.assert(
    fc.property(
      text,
      fc.array(fc.nat({ max: 9 }), { maxLength: 40 }),
      fc.infiniteStream(fc.nat({ max: 3 })),
      (whole, sizes, keep) => {
        const lines: string[] = [];
        let kept = 0;
        const scanner: LineScanner = new LineScanner(
          {
            line: (end) => lines.push(latin1ToString(scanner.octets(scanner.lineStart, end))),
            chunkEnds: () => {
              kept = Math.min(scanner.lineStart, kept + keep.next().value * 4);
              return kept;
            },
          },
          200,
        );
        let at = 0;
        for (const size of [...sizes, whole.length]) {
          scanner.push(ascii(whole.slice(at, at + size)));
          at += size;
        }
        scanner.end();
        assert.deepEqual(lines, whole.match(/[^\n]*\n|[^\n]+$/g) ?? []);
      },
    ),
    { numRuns: 2000 },
  );
});

test('no more is kept of an endless line than the limit', () => {
  let longest = 0;
  const scanner: LineScanner = new LineScanner(
    {
      line: (end) => {
        longest = scanner.octets(scanner.lineStart, end).length;
      },
      chunkEnds: () => scanner.lineStart,
    },
    100,
  );
  for (let i = 0; i < 50; i++) scanner.push(ascii('x'.repeat(30)));
  scanner.end();
  assert.equal(longest, 100);
  assert.equal(scanner.longLine, true);
});

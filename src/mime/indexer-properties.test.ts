import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { indexMime, MimeIndexer, type MimeLimits } from './indexer.ts';
import { ascii } from './octets.ts';
import type { MimeIndex, MimePart } from './part.ts';

const SMALL: MimeLimits = { headerOctets: 120, allHeaderOctets: 2000, parts: 6, depth: 3 };

function indexCut(bytes: Uint8Array, cuts: readonly number[], limits?: Partial<MimeLimits>): MimeIndex {
  const indexer = new MimeIndexer(limits);
  let from = 0;
  for (const cut of [...cuts].map((at) => Math.min(at, bytes.length)).sort((a, b) => a - b)) {
    // A copy at an odd place, overwritten afterwards: alignment and reuse must not matter.
    const copy = new Uint8Array(cut - from + 3);
    copy.set(bytes.subarray(from, cut), 3);
    indexer.push(copy.subarray(3));
    copy.fill(0x0a);
    from = cut;
  }
  indexer.push(bytes.subarray(from));
  return indexer.end();
}

function checkPlaces(part: MimePart, from: number, to: number): void {
  assert.ok(from <= part.start && part.start <= part.bodyStart && part.bodyStart <= part.end && part.end <= to);
  let at = part.bodyStart;
  for (const child of part.children) {
    checkPlaces(child, at, part.end);
    at = child.end;
  }
}

const piece = fc.constantFrom(
  'Content-Type: multipart/mixed; boundary=b\r\n',
  'Content-Type: multipart/mixed;\r\n boundary=bb\r\n',
  'Content-Type: multipart/digest; boundary="b--"\n',
  'Subject: x\r\n',
  ' folded\r\n',
  'no colon\r\n',
  '\r\n',
  '\n',
  '\r',
  '--b\r\n',
  '--b--\r\n',
  '--bb\r\n',
  '--bb--\n',
  '--b-- \t\r\n',
  '--b----\r\n',
  '--',
  'x',
  `${'long'.repeat(300)}`,
  '\u00e8',
  '\0',
);
const messages = fc.array(piece, { maxLength: 40 }).map((pieces) => ascii(pieces.join('')));
const cuts = fc.array(fc.nat({ max: 2500 }), { maxLength: 12 });

test('the index does not depend on where the chunks are cut', () => {
  fc.assert(
    fc.property(messages, cuts, (bytes, places) => {
      assert.deepEqual(indexCut(bytes, places), indexMime(bytes));
      assert.deepEqual(indexCut(bytes, places, SMALL), indexCut(bytes, [], SMALL));
      const everywhere = Array.from({ length: Math.min(bytes.length, 600) }, (_, i) => i);
      assert.deepEqual(indexCut(bytes, everywhere, SMALL), indexCut(bytes, [], SMALL));
    }),
    { numRuns: 1500 },
  );
});

test('a header section that just meets or just misses its limit is judged the same wherever the chunks are cut', () => {
  const type = 'Content-Type: multipart/mixed; boundary=b\r\n';
  for (let pad = 60; pad < 90; pad++) {
    for (const eol of ['\r\n', '\n']) {
      const inner = `${type}X: ${'x'.repeat(pad - 20)}${eol}${eol}--b\r\n\r\nx\r\n--b--`;
      for (const message of [
        inner,
        `${type}\r\n--b\r\n${inner.replaceAll('b', 'c')}\r\n--b--`,
        inner.replace(`${eol}${eol}`, eol),
      ]) {
        const bytes = ascii(message);
        const everywhere = Array.from(bytes, (_, i) => i);
        assert.deepEqual(indexCut(bytes, everywhere, SMALL), indexCut(bytes, [], SMALL));
      }
    }
  }
});

test('parts lie inside one another and in order, whatever the message', () => {
  fc.assert(
    fc.property(fc.oneof(messages, fc.uint8Array({ maxLength: 2000 })), cuts, (bytes, places) => {
      const index = indexCut(bytes, places);
      assert.equal(index.size, bytes.length);
      assert.equal(index.root.end, bytes.length);
      checkPlaces(index.root, 0, bytes.length);
    }),
    { numRuns: 1500 },
  );
});

test('the flags are those a plain look at the octets gives', () => {
  const octet = fc.constantFrom(0, 9, 10, 13, 13, 10, 31, 65, 66, 127, 128, 255, 14, 12);
  const odd = fc.array(octet, { maxLength: 60 }).map((octets) => new Uint8Array(octets));
  fc.assert(
    fc.property(fc.oneof(odd, messages), cuts, (bytes, places) => {
      const text = String.fromCharCode(...bytes);
      const index = indexCut(bytes, places);
      assert.equal(index.eightBit, /[^\0-\x7f]/.test(text));
      assert.equal(index.bareLineEnd, /\r(?!\n)|(?<!\r)\n|\0/.test(text));
      assert.equal(
        index.longLine,
        text.split('\n').some((line) => line.replace(/\r$/, '').length > 998),
      );
    }),
    { numRuns: 1500 },
  );
});

interface Model {
  readonly boundary?: string;
  readonly body: string;
  readonly parts: readonly Model[];
}

const { tree } = fc.letrec<{ tree: Model; leaf: Model; node: Model }>((tie) => ({
  leaf: fc.record({
    body: fc
      .array(fc.constantFrom('x', '\r\n', '-', '--', '--B0y', '\u00e8', ' '), { maxLength: 8 })
      .map((p) => p.join('')),
    parts: fc.constant([]),
  }),
  node: fc.record({
    boundary: fc.constantFrom('B0', 'B0-', 'B00', 'B', '=_B'),
    body: fc.constantFrom('', 'preamble\r\n', '\r\n'),
    parts: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
  }),
  tree: fc.oneof({ depthSize: 'small', maxDepth: 4 }, tie('leaf'), tie('node')),
}));

/** Writes the model; says for each part, in order, where it begins and ends. */
function write(model: Model, at: number, depth: number, places: [number, number, number][]): string {
  const mine: [number, number, number] = [at, 0, 0];
  places.push(mine);
  // The depth makes boundaries differ along a branch, while some stay prefixes of others.
  const boundary = model.boundary === undefined ? undefined : model.boundary + 'x'.repeat(depth);
  let text = boundary === undefined ? 'A: 1\r\n\r\n' : `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n`;
  mine[1] = at + text.length;
  text += model.body;
  if (boundary !== undefined) {
    for (const [i, part] of model.parts.entries()) {
      text += `${i === 0 ? '' : '\r\n'}--${boundary}\r\n`;
      text += write(part, at + text.length, depth + 1, places);
    }
    text += `\r\n--${boundary}--`;
  }
  mine[2] = at + text.length;
  return text;
}

test('every part that was written is found at its exact octets', () => {
  fc.assert(
    fc.property(tree, cuts, (model, chunkEnds) => {
      const places: [number, number, number][] = [];
      const bytes = ascii(write(model, 0, 0, places));
      const found: [number, number, number][] = [];
      const visit = (part: MimePart): void => {
        found.push([part.start, part.bodyStart, part.end]);
        assert.equal(part.complete, true);
        part.children.forEach(visit);
      };
      visit(indexCut(bytes, chunkEnds).root);
      assert.deepEqual(found, places);
    }),
    { numRuns: 1000 },
  );
});

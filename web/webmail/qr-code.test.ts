import assert from 'node:assert/strict';
import { test } from 'node:test';
import { product, qrCode } from './qr-code.ts';

type Rows = readonly (readonly boolean[])[];

/** Level and mask as a reader finds them beside the first finder. */
function formatOf(rows: Rows): string {
  const places = [
    [0, 8],
    [1, 8],
    [2, 8],
    [3, 8],
    [4, 8],
    [5, 8],
    [7, 8],
    [8, 8],
    [8, 7],
    [8, 5],
    [8, 4],
    [8, 3],
    [8, 2],
    [8, 1],
    [8, 0],
  ];
  return places.map(([x, y]) => Number(rows[y!]![x!])).join('');
}

// ISO/IEC 18004 annex C: level M, masks 0 to 7.
const FORMATS_M = [
  '101010000010010',
  '101000100100101',
  '101111001111100',
  '101101101001011',
  '100010111111001',
  '100000011001110',
  '100111110010111',
  '100101010100000',
];
const UNMASK: readonly ((i: number, j: number) => boolean)[] = [
  (i, j) => (i + j) % 2 === 0,
  (i) => i % 2 === 0,
  (_, j) => j % 3 === 0,
  (i, j) => (i + j) % 3 === 0,
  (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2 === 0,
  (i, j) => ((i * j) % 2) + ((i * j) % 3) === 0,
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0,
  (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
];

/** Reads a version 1 code: no alignment marks, one block. */
function readSmall(rows: Rows): { text: string; isSound: boolean } {
  const mask = FORMATS_M.indexOf(formatOf(rows));
  const bits: number[] = [];
  const isFixed = (i: number, j: number) =>
    i === 6 || j === 6 || (i < 9 && j < 9) || (i < 9 && j > 12) || (i > 12 && j < 9);
  let isUp = true;
  for (let j = 20; j > 0; j -= 2) {
    if (j === 6) j = 5;
    for (let n = 0; n < 21; n += 1) {
      const i = isUp ? 20 - n : n;
      for (const column of [j, j - 1])
        if (!isFixed(i, column)) bits.push(Number(rows[i]![column] !== UNMASK[mask]!(i, column)));
    }
    isUp = !isUp;
  }
  const words = Array.from({ length: 26 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8).join(''), 2));
  let root = 1;
  let isSound = true;
  for (let at = 0; at < 10; at += 1) {
    if (words.reduce((sum, word) => product(sum, root) ^ word, 0) !== 0) isSound = false;
    root = product(root, 2);
  }
  const length = Number.parseInt(bits.slice(4, 12).join(''), 2);
  const octets = Array.from({ length }, (_, at) => Number.parseInt(bits.slice(12 + at * 8, 20 + at * 8).join(''), 2));
  return { text: new TextDecoder().decode(new Uint8Array(octets)), isSound };
}

test('a small code reads back, with sound correction words and a format of the standard', () => {
  for (const text of ['Ceralacca', 'https://x.it', 'é', '0']) {
    assert.deepEqual(readSmall(qrCode(text)!), { text, isSound: true });
  }
});

test('finders, timing and version marks stand where the standard has them', () => {
  const rows = qrCode('o'.repeat(110))!;
  assert.equal(rows.length, 45);
  const line = (y: number) => rows[y]!.slice(0, 8).map(Number).join('');
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map(line), [
    '11111110',
    '10000010',
    '10111010',
    '10111010',
    '10111010',
    '10000010',
    '11111110',
    '00000000',
  ]);
  let version = '';
  for (let at = 17; at >= 0; at -= 1) version += Number(rows[Math.floor(at / 3)]![34 + (at % 3)]);
  assert.equal(version, '000111110010010100');
  assert.ok(rows[6]!.slice(8, 37).every((isDark, at) => isDark === (at % 2 === 0)));
});

test('what is too long gives no code rather than a wrong one', () => {
  assert.equal(qrCode('x'.repeat(213))!.length, 57);
  assert.equal(qrCode('x'.repeat(214)), undefined);
});

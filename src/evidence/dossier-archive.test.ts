import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { ArchiveFault, openArchive } from './dossier-archive.ts';
import { allBytes, memorySource } from './dossier-source.ts';
import { bytesContent, weigh, writeArchive } from './dossier-write.ts';
import { localHeader, zipEnd } from './dossier-zip.ts';

async function archiveOf(files: readonly (readonly [name: string, bytes: Uint8Array])[]): Promise<Uint8Array> {
  const weighed = await Promise.all(
    files.map(([name, bytes]) => weigh(name, bytesContent(bytes), createHash('sha256') as never)),
  );
  const pieces: Uint8Array[] = [];
  for await (const piece of writeArchive(weighed)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

const name = fc.stringMatching(/^[a-z0-9]{1,8}(\/[a-z0-9]{1,8}\.eml)?$/);
const entries = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 200 })), {
  selector: ([one]) => one,
  maxLength: 6,
});

test('what is written is read again, file by file, in order', async () => {
  await fc.assert(
    fc.asyncProperty(entries, async (files) => {
      const opened = await openArchive(memorySource(await archiveOf(files)));
      const read = await Promise.all([...opened].map(async ([one, source]) => [one, await allBytes(source, 1000)]));
      assert.deepEqual(read, files);
    }),
    { numRuns: 50 },
  );
});

test('an octet changed anywhere but in a file is a fault of the archive', async () => {
  const files = [
    ['a.eml', new Uint8Array(40).fill(65)],
    ['b/c.json', new Uint8Array(20).fill(66)],
  ] as const;
  const bytes = await archiveOf(files);
  const content = new Set<number>();
  for (const value of [65, 66]) {
    const at = bytes.findIndex((octet, n) => octet === value && bytes[n + 19] === value && bytes[n + 1] === value);
    for (let n = at; bytes[n] === value; n++) content.add(n);
  }
  assert.equal(content.size, 60);
  for (let at = 0; at < bytes.length; at++) {
    if (content.has(at)) continue;
    for (const bit of [1, 0x80]) {
      const changed = bytes.slice();
      changed[at]! ^= bit;
      await assert.rejects(openArchive(memorySource(changed)), ArchiveFault, `octet ${at}`);
    }
  }
});

test('what is cut off, put before or put behind is a fault of the archive', async () => {
  const bytes = await archiveOf([['a', new Uint8Array(9)]]);
  for (const changed of [
    bytes.subarray(1),
    bytes.subarray(0, -1),
    Uint8Array.of(0, ...bytes),
    Uint8Array.of(...bytes, 0),
  ])
    await assert.rejects(openArchive(memorySource(changed)), ArchiveFault);
  await assert.rejects(openArchive(memorySource(new Uint8Array())), ArchiveFault);
});

test('names that lead elsewhere, and names that stand twice, are refused', async () => {
  for (const bad of ['../a', '/a', 'a/../b', 'a\\b', '.a', 'a//b', ''])
    await assert.rejects(openArchive(memorySource(await archiveOf([[bad, new Uint8Array(1)]]))), ArchiveFault, bad);
  const twice = archiveOf([
    ['a', new Uint8Array(1)],
    ['a', new Uint8Array(2)],
  ]);
  await assert.rejects(openArchive(memorySource(await twice)), /twice/);
});

test('over four gigabytes sizes and places stand in their wide fields, and are read from there', async () => {
  const big = { name: 'big', size: 5_000_000_000, crc32: 7 };
  const small = { name: 'small', size: 3, crc32: 9 };
  const first = localHeader(big);
  const secondAt = first.length + big.size;
  const second = localHeader(small);
  const start = secondAt + second.length + small.size;
  const end = zipEnd(
    [
      { ...big, offset: 0 },
      { ...small, offset: secondAt },
    ],
    start,
  );
  const parts = [
    [0, first],
    [secondAt, second],
    [start, end],
  ] as const;
  const opened = await openArchive({
    size: start + end.length,
    async read(from, to) {
      const [at, bytes] = parts.findLast(([at]) => at <= from)!;
      return bytes.subarray(from - at, to - at);
    },
    digest: () => assert.fail('nothing is read'),
  });
  assert.deepEqual(
    [...opened].map(([one, { size }]) => [one, size]),
    [
      ['big', big.size],
      ['small', 3],
    ],
  );
});

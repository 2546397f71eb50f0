import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, test } from 'node:test';
import { isSlice, type Rope, ropeLength } from '#mime';
import { type Blobs, BlobTooLarge } from '#ports';

/** Gives an empty blob store that keeps up to `literalMaxBytes` octets as literals. */
export type OpenBlobs = (options: { readonly literalMaxBytes: number }) => Promise<Blobs>;

export type BlobsCase = readonly [title: string, run: (blobs: Blobs) => Promise<void>];

const LITERAL_MAX_BYTES = 1_000;
const PIECE_MAX_BYTES = 256 * 1024;

/** What every Blobs must do, one suite for all adapters. */
export function blobsContract(name: string, open: OpenBlobs): void {
  describe(`blobs contract: ${name}`, () => {
    for (const [title, run] of blobsCases) {
      test(title, async () => {
        await using blobs = await open({ literalMaxBytes: LITERAL_MAX_BYTES });
        await run(blobs);
      });
    }
  });
}

/** Octets that differ everywhere, so that a shifted or repeated piece shows. */
export function patternBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let value = seed;
  for (let i = 0; i < length; i++) {
    value = (Math.imul(value, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = value >>> 16;
  }
  return bytes;
}

/** A stream of `bytes` in pieces of the given sizes, the last one repeated. */
export async function* inPieces(bytes: Uint8Array, ...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[Math.min(n, sizes.length - 1)] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Everything `read` gives, with the sizes of its pieces judged. */
export async function readAll(blobs: Blobs, rope: Rope): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of blobs.read(rope)) {
    assert.ok(piece.length <= PIECE_MAX_BYTES, `a piece of ${piece.length} octets`);
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

const limits = { maxBytes: 10_000_000 };

/** All that an asynchronous source gives. */
export async function gather<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}

async function listed(blobs: Blobs): Promise<readonly { blob: string; size: number; at: number }[]> {
  return gather(blobs.list());
}

async function writeBig(blobs: Blobs, length = 700_001): Promise<{ bytes: Uint8Array; rope: Rope; blob: string }> {
  const bytes = patternBytes(length);
  const { rope } = await blobs.write(inPieces(bytes, 1, 999, 65_536), limits);
  const [piece] = rope;
  assert.ok(piece && isSlice(piece), 'a big body is a blob');
  return { bytes, rope, blob: piece.blob };
}

/** All cases, for those who judge the contract itself. */
export const blobsCases: readonly BlobsCase[] = [
  [
    'a body up to the limit of literals stays a literal, one octet more is a blob',
    async (blobs) => {
      for (const [length, kept] of [
        [0, 0],
        [1, 0],
        [LITERAL_MAX_BYTES, 0],
        [LITERAL_MAX_BYTES + 1, 1],
      ] as const) {
        const bytes = patternBytes(length);
        const written = await blobs.write(inPieces(bytes, 7), limits);
        assert.equal(written.size, length);
        assert.equal(written.sha256, hash('sha256', bytes));
        assert.equal(ropeLength(written.rope), length);
        assert.deepEqual(await readAll(blobs, written.rope), bytes);
        assert.equal((await listed(blobs)).length, kept, `${length} octets`);
      }
    },
  ],
  [
    'a literal does not change when the source uses its buffer again',
    async (blobs) => {
      const buffer = new Uint8Array(3);
      async function* reusing() {
        for (const octet of [1, 2]) yield buffer.fill(octet);
      }
      const { rope } = await blobs.write(reusing(), limits);
      assert.deepEqual([...(await readAll(blobs, rope))], [1, 1, 1, 2, 2, 2]);
    },
  ],
  [
    'a blob does not change when the source uses its buffer again',
    async (blobs) => {
      const buffer = new Uint8Array(LITERAL_MAX_BYTES);
      async function* reusing() {
        for (const octet of [1, 2, 3]) yield buffer.fill(octet);
      }
      const { rope } = await blobs.write(reusing(), limits);
      const bytes = await readAll(blobs, rope);
      assert.deepEqual(
        [0, 999, 1_000, 2_000, 2_999].map((at) => bytes[at]),
        [1, 1, 2, 3, 3],
      );
    },
  ],
  [
    'a rope of literals and slices is read as one row of octets',
    async (blobs) => {
      const { bytes, blob } = await writeBig(blobs);
      const rope: Rope = [
        new Uint8Array([1, 2]),
        { blob, offset: 5, length: 300_000 },
        { blob, offset: 0, length: 1 },
        new Uint8Array(0),
        { blob, offset: 700_000, length: 1 },
        { blob, offset: 9, length: 0 },
        patternBytes(600_000, 2),
      ];
      const pieces = [[1, 2], bytes.subarray(5, 300_005), [bytes[0]!], [bytes[700_000]!], patternBytes(600_000, 2)];
      const expected = new Uint8Array(Buffer.concat(pieces.map((piece) => Uint8Array.from(piece))));
      assert.ok(Buffer.from(expected).equals(await readAll(blobs, rope)));
      assert.ok(Buffer.from(expected).equals(await blobs.bytes(rope, expected.length)));
      await assert.rejects(blobs.bytes(rope, expected.length - 1), RangeError);
    },
  ],
  [
    'a body over the limit is refused and leaves nothing',
    async (blobs) => {
      for (const length of [11, LITERAL_MAX_BYTES * 3]) {
        let closed = false;
        async function* source() {
          try {
            yield* inPieces(patternBytes(length), 10);
          } finally {
            closed = true;
          }
        }
        await assert.rejects(blobs.write(source(), { maxBytes: length - 1 }), BlobTooLarge);
        assert.ok(closed, 'the source is told that nobody reads on');
        assert.equal((await blobs.write(inPieces(patternBytes(length)), { maxBytes: length })).size, length);
      }
      assert.equal((await listed(blobs)).length, 1);
    },
  ],
  [
    'a source that breaks off rejects with its own error and leaves nothing',
    async (blobs) => {
      async function* broken() {
        yield patternBytes(LITERAL_MAX_BYTES * 2);
        throw new Error('connection lost');
      }
      await assert.rejects(blobs.write(broken(), limits), /connection lost/);
      assert.deepEqual(await listed(blobs), []);
    },
  ],
  [
    'a blob that is missing or shorter than the slice says so',
    async (blobs) => {
      const { blob } = await writeBig(blobs, 5_000);
      const read = (rope: Rope) => readAll(blobs, rope);
      await assert.rejects(read([{ blob, offset: 4_000, length: 1_001 }]), /short/);
      await assert.rejects(blobs.bytes([{ blob, offset: 5_000, length: 1 }], 9_999), /short/);
      await blobs.remove(blob);
      await assert.rejects(read([{ blob, offset: 0, length: 1 }]), /missing/);
      await assert.rejects(blobs.bytes([{ blob, offset: 0, length: 1 }], 9_999), /missing/);
      await assert.rejects(read([{ blob: '../../etc/passwd', offset: 0, length: 1 }]), /missing/);
    },
  ],
  [
    'blobs are listed with size, each once, and removed without harm to the others',
    async (blobs) => {
      const first = await writeBig(blobs, 5_000);
      const second = await writeBig(blobs, 6_000);
      const all = await listed(blobs);
      assert.deepEqual(all.map(({ size }) => size).sort(), [5_000, 6_000]);
      assert.deepEqual(new Set(all.map(({ blob }) => blob)), new Set([first.blob, second.blob]));
      for (const { at } of all) assert.ok(Number.isSafeInteger(at) && at > 0);
      await blobs.remove(first.blob);
      await blobs.remove(first.blob);
      assert.deepEqual(
        (await listed(blobs)).map(({ blob }) => blob),
        [second.blob],
      );
      assert.deepEqual(await readAll(blobs, second.rope), second.bytes);
    },
  ],
  [
    'bodies written at once do not mix',
    async (blobs) => {
      const write = async (seed: number) => {
        const bytes = patternBytes(20_000 + seed, seed);
        const { rope } = await blobs.write(inPieces(bytes, 777), limits);
        assert.ok(Buffer.from(bytes).equals(await blobs.bytes(rope, bytes.length)));
      };
      await Promise.all(Array.from({ length: 30 }, (_, seed) => write(seed + 1)));
      assert.equal((await listed(blobs)).length, 30);
    },
  ],
];

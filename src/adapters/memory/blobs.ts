import { createHash } from 'node:crypto';
import { concat, isSlice, type Rope, type RopePiece, ropeLength } from '#mime';
import { type Blobs, BlobTooLarge, type LegalTime, type WrittenBlob } from '#ports';

/** What would stand on the disk: give the same to a further handle, as after a restart. */
export interface MemoryBlobDisk {
  readonly blobs: Map<string, { readonly bytes: Uint8Array; readonly at: number }>;
  born: number;
}

export interface MemoryBlobsOptions {
  readonly disk?: MemoryBlobDisk;
  readonly literalMaxBytes?: number;
  readonly legalTime?: LegalTime;
  /** Awaited before each read and write: the world decides when, or throws a fault of the disk. */
  readonly pace?: () => Promise<void>;
}

const PIECE_MAX_BYTES = 256 * 1024;
const settled = () => Promise.resolve();

export function memoryBlobs(options: MemoryBlobsOptions = {}): Blobs & { readonly disk: MemoryBlobDisk } {
  const { disk = { blobs: new Map(), born: 0 }, literalMaxBytes = 131_072, pace = settled } = options;
  const now = () => options.legalTime?.now() ?? 1;

  async function* read(rope: Rope): AsyncGenerator<Uint8Array> {
    for (const piece of rope) {
      if (isSlice(piece)) await pace();
      const bytes = octets(disk, piece);
      for (let at = 0; at < bytes.length; at += PIECE_MAX_BYTES) yield bytes.subarray(at, at + PIECE_MAX_BYTES);
    }
  }

  return {
    disk,
    read,
    async write(source, { maxBytes }): Promise<WrittenBlob> {
      const bytes = await collect(source, maxBytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (bytes.length <= literalMaxBytes) return { rope: [bytes], size: bytes.length, sha256 };
      await pace();
      disk.born += 1;
      const blob = `blob-${disk.born}`;
      disk.blobs.set(blob, { bytes, at: now() });
      await pace();
      return { rope: [{ blob, offset: 0, length: bytes.length }], size: bytes.length, sha256 };
    },
    async bytes(rope, maxBytes) {
      const size = ropeLength(rope);
      if (size > maxBytes) throw new RangeError(`${size} octets are asked for, ${maxBytes} are allowed`);
      if (rope.some(isSlice)) await pace();
      return concat(rope.map((piece) => octets(disk, piece)));
    },
    async *list() {
      for (const [blob, { bytes, at }] of disk.blobs) yield { blob, size: bytes.length, at };
    },
    async remove(blob) {
      disk.blobs.delete(blob);
    },
    async [Symbol.asyncDispose]() {},
  };
}

function octets(disk: MemoryBlobDisk, piece: RopePiece): Uint8Array {
  if (!isSlice(piece)) return piece;
  const kept = disk.blobs.get(piece.blob);
  if (!kept) throw new Error(`blob ${piece.blob} is missing`);
  const end = piece.offset + piece.length;
  if (end > kept.bytes.length) throw new Error(`blob ${piece.blob} is short: ${kept.bytes.length} octets, not ${end}`);
  return kept.bytes.subarray(piece.offset, end);
}

async function collect(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > maxBytes) throw new BlobTooLarge(`the body is over ${maxBytes} octets`);
    pieces.push(piece.slice());
  }
  return concat(pieces);
}

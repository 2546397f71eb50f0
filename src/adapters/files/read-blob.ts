import type { FileHandle } from 'node:fs/promises';
import { type BlobSlice, isSlice, type Rope } from '#mime';
import { type FileSystem, isMissing } from './file-system.ts';
import { pieceWentBy } from './free-pieces.ts';

const PIECE_MAX_BYTES = 256 * 1024;
/** As fast as bigger pieces, and half the memory: the collector lets four times as many octets of those pile up. */
const FILE_PIECE_BYTES = 64 * 1024;

/** The octets of a rope in pieces of at most 256 KiB. Neighbouring slices of one blob share its open file. */
export async function* readRope(
  fs: FileSystem,
  path: (blob: string) => string,
  rope: Rope,
): AsyncGenerator<Uint8Array> {
  let open: { readonly blob: string; readonly file: FileHandle } | undefined;
  try {
    for (const piece of rope) {
      if (!isSlice(piece)) {
        for (let at = 0; at < piece.length; at += PIECE_MAX_BYTES) yield piece.subarray(at, at + PIECE_MAX_BYTES);
        continue;
      }
      if (open?.blob !== piece.blob) {
        await open?.file.close();
        open = undefined;
        open = { blob: piece.blob, file: await openBlob(fs, path, piece.blob) };
      }
      yield* readSlice(open.file, piece);
    }
  } finally {
    await open?.file.close();
  }
}

async function openBlob(fs: FileSystem, path: (blob: string) => string, blob: string): Promise<FileHandle> {
  try {
    return await fs.open(path(blob), 'r');
  } catch (fault) {
    if (isMissing(fault)) throw new Error(`blob ${blob} is missing`, { cause: fault });
    throw fault;
  }
}

async function* readSlice(file: FileHandle, slice: BlobSlice): AsyncGenerator<Uint8Array> {
  const end = slice.offset + slice.length;
  let at = slice.offset;
  while (at < end) {
    // A buffer of its own for each piece: whoever takes it may keep it.
    const piece = Buffer.allocUnsafeSlow(Math.min(FILE_PIECE_BYTES, end - at));
    const { bytesRead } = await file.read(piece, 0, piece.length, at);
    if (bytesRead === 0) throw new Error(`blob ${slice.blob} is short: it ends at octet ${at}, not ${end}`);
    yield new Uint8Array(piece.buffer, 0, bytesRead);
    pieceWentBy(piece.length);
    at += bytesRead;
  }
}

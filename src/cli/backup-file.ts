import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { PassThrough, Readable, type Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { AGE_BEGINS, type AgeKey, type AgeLock, decryptAge, encryptAge } from './backup-age.ts';
import { CliFault } from './exit.ts';

const ZSTD = Buffer.from('28b52ffd', 'hex');
const LEVEL = 3;

/** A file under way: it bears its name only once it is whole and on the disk. */
export interface NewFile {
  readonly sink: Writable;
  /** Where it is until then. */
  readonly partial: string;
  /** Once `sink` has ended: resolves when all octets are on the disk. */
  readonly written: Promise<void>;
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** `lock`: encrypt it; `compress`: zstd. */
export function createBackupFile(
  path: string,
  how: { readonly lock?: AgeLock; readonly compress: boolean; readonly signal: AbortSignal },
): NewFile {
  const partial = `${path}.partial`;
  const sink = new PassThrough({ highWaterMark: 4 * 1024 * 1024 });
  const { compress, lock, signal } = how;
  const file = createWriteStream(partial, { mode: 0o600, flush: true, highWaterMark: 1024 * 1024 });
  const packed = compress ? sink.pipe(packer(sink)) : sink;
  const written = pipeline(lock === undefined ? packed : encryptAge(packed, lock), file, { signal });
  // Who is still writing hears of it.
  written.catch((fault: Error) => sink.destroy(fault));
  return {
    sink,
    partial,
    written,
    async keep() {
      await rename(partial, path);
      const folder = await open(dirname(path), 'r');
      await folder.sync().finally(() => folder.close());
    },
    async discard() {
      await written.catch(() => {});
      await rm(partial, { force: true });
    },
  };
}

function packer(source: PassThrough): Transform {
  const params = { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 };
  const zstd = createZstdCompress({ params });
  source.once('error', (fault) => zstd.destroy(fault));
  return zstd;
}

/** The octets of the archive in a file, whatever was made of them. `key` is asked for when the file is encrypted. */
export async function* readBackupFile(
  path: string,
  key: () => AgeKey,
  onOctets: (count: number) => void = () => {},
): AsyncGenerator<Buffer> {
  const begin = await firstOctets(path);
  let source: AsyncIterable<Buffer> = counted(createReadStream(path, { highWaterMark: 1024 * 1024 }), onOctets);
  let head = begin;
  if (begin.toString('latin1') === AGE_BEGINS) {
    const peeked = await peek(decryptAge(source, key()), ZSTD.length);
    source = peeked.all;
    head = peeked.first;
  }
  if (!head.subarray(0, ZSTD.length).equals(ZSTD)) return yield* source;
  const plain = Readable.from(source, { objectMode: false });
  const unpacked = createZstdDecompress({ chunkSize: 256 * 1024 });
  const done = pipeline(plain, unpacked);
  done.catch(() => {});
  try {
    yield* unpacked as AsyncIterable<Buffer>;
  } catch (fault) {
    throw isZstdFault(fault) ? new Error('the backup is damaged or not whole', { cause: fault }) : fault;
  }
}

function isZstdFault(fault: unknown): boolean {
  const code = String((fault as NodeJS.ErrnoException).code);
  return code.startsWith('ZSTD') || code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

async function firstOctets(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch((fault: NodeJS.ErrnoException) => {
    throw new CliFault(`cannot read ${basename(path)} (${fault.code})`, 2);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(AGE_BEGINS.length), 0, AGE_BEGINS.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function peek(
  source: AsyncIterable<Buffer>,
  count: number,
): Promise<{ first: Buffer; all: AsyncIterable<Buffer> }> {
  const pieces = source[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  while (first.length < count) {
    const next = await pieces.next();
    if (next.done) break;
    first = Buffer.concat([first, next.value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield first;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  }
  return { first, all: all() };
}

async function* counted(source: AsyncIterable<Buffer>, onOctets: (count: number) => void): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    onOctets(piece.length);
    yield piece;
  }
}

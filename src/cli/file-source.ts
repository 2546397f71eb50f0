import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '#evidence';
import { CliFault, EXIT } from './exit.ts';

const PIECE = 1_048_576;

/** A file as a source that is read where it lies: a dossier of gigabytes needs no room. */
export async function openFileSource(path: string): Promise<ByteSource & AsyncDisposable> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY);
  } catch (fault) {
    throw new CliFault(`cannot read ${path} (${(fault as NodeJS.ErrnoException).code ?? fault})`, EXIT.usage);
  }
  const stat = await file.stat();
  if (!stat.isFile()) {
    await file.close();
    throw new CliFault(`${path} is not a file`, EXIT.usage);
  }
  const { size } = stat;
  return {
    size,
    read: (start, end) => readFrom(file, start, end),
    async digest(algorithm, start, end) {
      const hash = createHash(algorithm);
      for (let at = start; at < end; at += PIECE) hash.update(await readFrom(file, at, Math.min(at + PIECE, end)));
      return new Uint8Array(hash.digest());
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function readFrom(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  if (start < 0 || end < start) throw new RangeError(`${start}..${end} is no part of the file`);
  const bytes = new Uint8Array(end - start);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) throw new RangeError(`the file ends before octet ${end}`);
    at += bytesRead;
  }
  return bytes;
}

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { concat, isSlice, ropeLength } from '#mime';
import { type Blobs, BlobTooLarge, type LegalTime, type Random, type WrittenBlob } from '#ports';
import { type FileSystem, isMissing, makeFolder, nodeFileSystem } from './file-system.ts';
import { pieceWentBy } from './free-pieces.ts';
import { readRope } from './read-blob.ts';
import { sweepPassing } from './sweep-passing.ts';
import { BlobFile } from './write-blob.ts';

export interface FileBlobsOptions {
  /** Absolute path; made when it is not there. */
  readonly dir: string;
  readonly random: Random;
  readonly legalTime: LegalTime;
  /** Bodies up to this size stay literals, and are kept in the row. */
  readonly literalMaxBytes?: number;
  readonly fs?: FileSystem;
}

const NAME = /^[0-9a-f]{32}$/;

/**
 * Blobs as files: `<dir>/<first two hex digits>/<name>`, names by chance, written under `<dir>/passing` first. The time of a
 * file is the legal instant of its writing. Several processes may share the folder.
 */
export async function openFileBlobs(options: FileBlobsOptions): Promise<Blobs> {
  const { dir, random, legalTime, literalMaxBytes = 131_072, fs = nodeFileSystem } = options;
  const passing = join(dir, 'passing');
  await makeFolder(fs, passing);
  await sweepPassing(fs, passing, legalTime.now());
  const path = (blob: string) => pathOf(dir, blob);

  return {
    async write(source, { maxBytes }): Promise<WrittenBlob> {
      const body = new Body(fs, passing, literalMaxBytes, random);
      try {
        for await (const piece of source) {
          if (body.size + piece.length > maxBytes) throw new BlobTooLarge(`the body is over ${maxBytes} octets`);
          await body.take(piece);
        }
        return await body.end(path, legalTime.now());
      } catch (fault) {
        await body.discard();
        throw fault;
      }
    },
    read: (rope) => readRope(fs, path, rope),
    async bytes(rope, maxBytes) {
      const size = ropeLength(rope);
      if (size > maxBytes) throw new RangeError(`${size} octets are asked for, ${maxBytes} are allowed`);
      const literals = rope.filter((piece): piece is Uint8Array => !isSlice(piece));
      if (literals.length === rope.length) return concat(literals);
      const pieces: Uint8Array[] = [];
      for await (const piece of readRope(fs, path, rope)) pieces.push(piece);
      return concat(pieces);
    },
    list: () => listBlobs(fs, dir),
    async remove(blob) {
      await fs.rm(path(blob), { force: true });
    },
    async [Symbol.asyncDispose]() {},
  };
}

function pathOf(dir: string, blob: string): string {
  if (!NAME.test(blob)) throw new Error(`blob ${blob} is missing: that is not the name of a blob`);
  return join(dir, blob.slice(0, 2), blob);
}

/** A body that comes in: in memory while it is small, then in a file. */
class Body {
  readonly #fs: FileSystem;
  readonly #passing: string;
  readonly #random: Random;
  readonly #literalMaxBytes: number;
  readonly #digest = createHash('sha256');
  #literal: Uint8Array[] = [];
  #file: BlobFile | undefined;
  #blob = '';
  size = 0;

  constructor(fs: FileSystem, passing: string, literalMaxBytes: number, random: Random) {
    this.#fs = fs;
    this.#passing = passing;
    this.#literalMaxBytes = literalMaxBytes;
    this.#random = random;
  }

  async take(piece: Uint8Array): Promise<void> {
    this.size += piece.length;
    this.#digest.update(piece);
    if (this.size <= this.#literalMaxBytes) {
      this.#literal.push(piece.slice());
      return;
    }
    if (!this.#file) {
      this.#blob = Buffer.from(this.#random.bytes(16)).toString('hex');
      this.#file = await BlobFile.create(this.#fs, join(this.#passing, this.#blob));
      for (const early of this.#literal) await this.#file.write(early);
      this.#literal = [];
    }
    await this.#file.write(piece);
    pieceWentBy(piece.length);
  }

  async end(path: (blob: string) => string, at: number): Promise<WrittenBlob> {
    const { size } = this;
    const blob = this.#blob;
    const sha256 = this.#digest.digest('hex');
    if (!this.#file) return { rope: [concat(this.#literal)], size, sha256 };
    await this.#file.keep(path(blob), { at });
    return { rope: [{ blob, offset: 0, length: size }], size, sha256 };
  }

  async discard(): Promise<void> {
    await this.#file?.discard();
  }
}

async function* listBlobs(fs: FileSystem, dir: string): ReturnType<Blobs['list']> {
  for (const folder of await fs.readdir(dir)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const blob of await fs.readdir(join(dir, folder))) {
      if (!NAME.test(blob)) continue;
      try {
        const { size, mtimeMs } = await fs.stat(join(dir, folder, blob));
        yield { blob, size, at: Math.round(mtimeMs) };
      } catch (fault) {
        // Removed while the list was read: then it is not kept.
        if (!isMissing(fault)) throw fault;
      }
    }
  }
}

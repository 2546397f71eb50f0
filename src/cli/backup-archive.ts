import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { SnapshotHead } from '#adapters/postgres';
import { DAMAGED_TAR, readTar, TAR_END, tarHeader, tarPadding } from './backup-tar.ts';

/** The first file of a backup: what it is of. */
export interface BackupHead extends SnapshotHead {
  readonly format: 1;
  readonly provider: string;
  readonly domain: string;
  /** ISO 8601: everything committed by then is in it, nothing later. */
  readonly at: string;
}

/** The last file: without it a backup is not whole. */
export interface BackupManifest {
  readonly files: number;
  /** SHA-256 of all files below `sums/`, one after another. */
  readonly sums: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly blobs: number;
  readonly logFiles: number;
  /** Bodies that are named and were not there. */
  readonly missing: readonly string[];
}

export const HEAD = 'backup.json';
export const MANIFEST = 'manifest.json';
const SUMS = /^sums\/\d{6}\.sha256$/;
const FILES_A_SUM = 1_000;
/** Of a file that is read as a whole: the longest row PostgreSQL can hold, and some. */
const MOST_BYTES = 1_200_000_000;

/** Writes the files of a backup one after another; every so many, and at the end, their sums as `sha256sum --check` reads them. */
export class ArchiveWriter {
  readonly #sink: Writable;
  readonly #at: number;
  readonly #all = createHash('sha256');
  #lines: string[] = [];
  #sums = 0;
  #files = 0;
  octets = 0;

  constructor(sink: Writable, at: number) {
    this.#sink = sink;
    this.#at = at;
  }

  async bytes(name: string, bytes: Uint8Array): Promise<void> {
    await this.file(name, bytes.length, this.#at, [bytes]);
  }

  /** `pieces` must come to exactly `size` octets. */
  async file(
    name: string,
    size: number,
    at: number,
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<void> {
    const digest = createHash('sha256');
    let left = size;
    await this.#put(tarHeader(name, size, at));
    for await (const piece of pieces) {
      left -= piece.length;
      digest.update(piece);
      await this.#put(piece);
    }
    if (left !== 0) throw new Error(`${name} changed while it was copied`);
    await this.#put(tarPadding(size));
    this.#files++;
    this.#lines.push(`${digest.digest('hex')}  ${name}\n`);
    if (this.#lines.length === FILES_A_SUM) await this.#sum();
  }

  async end(counts: Omit<BackupManifest, 'files' | 'sums'>): Promise<void> {
    await this.#sum();
    const manifest: BackupManifest = { files: this.#files, sums: this.#all.digest('hex'), ...counts };
    await this.#plain(MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    await this.#put(TAR_END);
    this.#sink.end();
  }

  async #sum(): Promise<void> {
    const text = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    this.#all.update(text);
    await this.#plain(`sums/${String(++this.#sums).padStart(6, '0')}.sha256`, text);
  }

  async #plain(name: string, bytes: Buffer): Promise<void> {
    await this.#put(tarHeader(name, bytes.length, this.#at));
    await this.#put(bytes);
    await this.#put(tarPadding(bytes.length));
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.octets += bytes.length;
    if (this.#sink.destroyed) throw this.#sink.errored ?? new Error('the backup was broken off');
    if (bytes.length > 0 && !this.#sink.write(bytes)) await once(this.#sink, 'drain');
  }
}

export interface BackupFile {
  readonly name: string;
  readonly size: number;
  readonly at: number;
  readonly pieces: AsyncIterable<Buffer>;
  bytes(): Promise<Buffer>;
}

/**
 * The files of a backup, the head first. Each was read whole before the next one comes; its sum is known later: nothing of it may count
 * before the end was reached. Throws when an octet is not what was written, and when the end is missing. Answers the manifest.
 */
export async function* readArchive(source: AsyncIterable<Buffer>): AsyncGenerator<BackupFile, BackupManifest> {
  const all = createHash('sha256');
  let lines = '';
  let files = 0;
  let manifest: BackupManifest | undefined;
  for await (const { pieces, ...file } of readTar(source)) {
    const { name, size } = file;
    if (manifest !== undefined) throw new Error(`${name} stands after the end of the backup`);
    if (SUMS.test(name)) {
      const text = await gathered(name, size, pieces);
      if (text.toString() !== lines)
        throw new Error(`the backup is damaged: ${firstDifference(lines, text.toString())}`);
      all.update(text);
      lines = '';
    } else if (name === MANIFEST) {
      manifest = readManifest(await gathered(name, size, pieces));
      if (lines !== '' || manifest.files !== files || manifest.sums !== all.digest('hex'))
        throw new Error('the backup is damaged: its sums are not those of its end');
    } else {
      const digest = createHash('sha256');
      const hashed = hashing(pieces, digest);
      yield { ...file, pieces: hashed, bytes: () => gathered(name, size, hashed) };
      for await (const _ of hashed);
      lines += `${digest.digest('hex')}  ${name}\n`;
      files++;
    }
  }
  if (manifest === undefined) throw new Error('the backup is not whole: its end is missing');
  return manifest;
}

/** The head of a backup, whose files come after it. */
export async function readHead(files: AsyncIterator<BackupFile, BackupManifest>): Promise<BackupHead> {
  const none = 'that is no backup of this program, or its beginning is damaged';
  const first = await files.next().catch((fault: Error) => {
    throw fault.message === DAMAGED_TAR ? new Error(none) : fault;
  });
  if (first.done || first.value.name !== HEAD) throw new Error(none);
  const head = JSON.parse((await first.value.bytes()).toString()) as BackupHead;
  if (head.format !== 1) throw new Error(`a backup of format ${head.format} is read by a newer program`);
  return head;
}

function readManifest(bytes: Buffer): BackupManifest {
  try {
    return JSON.parse(bytes.toString()) as BackupManifest;
  } catch {
    throw new Error('the backup is damaged: its end cannot be read');
  }
}

async function* hashing(pieces: AsyncIterable<Buffer>, digest: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    digest.update(piece);
    yield piece;
  }
}

async function gathered(name: string, size: number, pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  if (size > MOST_BYTES) throw new Error(`${name} has ${size} octets: that is no part of a backup`);
  const all = Buffer.allocUnsafeSlow(size);
  let length = 0;
  for await (const piece of pieces) {
    all.set(piece, length);
    length += piece.length;
  }
  return all;
}

function firstDifference(read: string, written: string): string {
  const known = new Set(written.split('\n'));
  const wrong = read.split('\n').find((line) => line !== '' && !known.has(line));
  return wrong === undefined ? 'files are missing' : `${wrong.slice(66)} is not what was written`;
}

import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Instant } from '#pec';
import { type FileSystem, makeFolder, syncFolder } from './file-system.ts';

/** Writes are gathered to this size: fewer calls for a body that arrives in small pieces. */
const GATHER_BYTES = 256 * 1024;

/** A file under way: written under a passing name, and given its own only when its octets are safe. */
export class BlobFile {
  readonly #fs: FileSystem;
  readonly #file: FileHandle;
  readonly #passing: string;
  readonly #gathered: Uint8Array;
  #length = 0;

  private constructor(fs: FileSystem, file: FileHandle, passing: string, gatherBytes: number) {
    this.#fs = fs;
    this.#file = file;
    this.#passing = passing;
    this.#gathered = Buffer.allocUnsafeSlow(gatherBytes);
  }

  /** `size`: how many octets will come, where that is known; a small file needs no wide buffer. */
  static async create(fs: FileSystem, passing: string, size = GATHER_BYTES): Promise<BlobFile> {
    return new BlobFile(fs, await fs.open(passing, 'wx', 0o600), passing, Math.min(size, GATHER_BYTES));
  }

  /** The octets are copied before it returns, or written before it resolves: the source may use its buffer again. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#length + bytes.length > this.#gathered.length) await this.#flush();
    if (bytes.length > this.#gathered.length) return this.#writeAll(bytes);
    this.#gathered.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /**
   * Order matters (invariant 4): octets and their instant, if one is given, reach the disk, then the name, then the folder's entry.
   * When any of it fails nothing stays under either name. `sync` makes the entries of a folder durable that is there already: several may
   * share one.
   */
  async keep(path: string, { at, sync }: { readonly at?: Instant; sync?(): Promise<void> } = {}): Promise<void> {
    await this.#flush();
    if (at !== undefined) await this.#file.utimes(at / 1_000, at / 1_000);
    await this.#file.sync();
    await this.#file.close();
    if (sync === undefined) await makeFolder(this.#fs, dirname(path));
    await this.#fs.rename(this.#passing, path);
    try {
      await (sync?.() ?? syncFolder(this.#fs, dirname(path)));
    } catch (fault) {
      await this.#fs.rm(path, { force: true });
      throw fault;
    }
  }

  /** Takes back what was written; never throws, since it runs when something worse already happened. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => {});
    await this.#fs.rm(this.#passing, { force: true }).catch(() => {});
  }

  async #flush(): Promise<void> {
    const length = this.#length;
    this.#length = 0;
    await this.#writeAll(this.#gathered.subarray(0, length));
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    const { bytesWritten } = await this.#file.write(bytes);
    if (bytesWritten !== bytes.length) {
      throw new Error(`short write: ${bytesWritten} of ${bytes.length} octets of a blob reached the disk`);
    }
  }
}

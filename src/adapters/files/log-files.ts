import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { LegalTime, LogFiles, Random } from '#ports';
import { type FileSystem, isMissing, makeFolder, nodeFileSystem, syncFolder } from './file-system.ts';
import { pieceWentBy } from './free-pieces.ts';
import { sweepPassing } from './sweep-passing.ts';
import { BlobFile } from './write-blob.ts';

export interface LogFilesOptions {
  /** Absolute path; made when it is not there. */
  readonly dir: string;
  readonly random: Random;
  readonly legalTime: LegalTime;
  readonly fs?: FileSystem;
}

const NAME = /^[0-9A-Za-z](?:[.-]?[0-9A-Za-z]){0,127}$/;
const PIECE_BYTES = 256 * 1024;

/**
 * The sealed files of the log in one folder, written under `<dir>/passing` first. Files written at the same time share the fsync of the
 * folder. Several processes may write there.
 */
export async function openLogFiles(options: LogFilesOptions): Promise<LogFiles> {
  const { dir, random, legalTime, fs = nodeFileSystem } = options;
  const passing = join(dir, 'passing');
  await makeFolder(fs, passing);
  await sweepPassing(fs, passing, legalTime.now());
  const sync = sharedSync(() => syncFolder(fs, dir));
  return {
    ...readLogFiles(dir, fs),
    async write(name, source) {
      const own = pathOf(dir, name);
      const digest = createHash('sha256');
      let size = 0;
      const path = join(passing, `${name}.${Buffer.from(random.bytes(8)).toString('hex')}`);
      const file = await BlobFile.create(fs, path, source instanceof Uint8Array ? source.length : undefined);
      try {
        for await (const piece of source instanceof Uint8Array ? [source] : source) {
          digest.update(piece);
          size += piece.length;
          await file.write(piece);
          pieceWentBy(piece.length);
        }
        await file.keep(own, { sync });
      } catch (fault) {
        await file.discard();
        throw fault;
      }
      return { size, sha256: digest.digest('hex') };
    },
    async remove(name) {
      await fs.rm(pathOf(dir, name), { force: true });
      await sync();
    },
  };
}

/** The same folder for those who only look: nothing is made, nothing is swept. */
export function readLogFiles(dir: string, fs: FileSystem = nodeFileSystem): Pick<LogFiles, 'read' | 'size' | 'list'> {
  return {
    async *read(name, start = 0) {
      const file = await fs.open(pathOf(dir, name), 'r');
      try {
        // Most files of a log are small: no buffer is wider than what there is to read.
        const { size } = await file.stat();
        for (let at = start; at < size; ) {
          const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, size - at));
          const { bytesRead } = await file.read(piece, 0, piece.length, at);
          if (bytesRead === 0) return;
          yield new Uint8Array(piece.buffer, 0, bytesRead);
          pieceWentBy(piece.length);
          at += bytesRead;
        }
      } finally {
        await file.close();
      }
    },
    async size(name) {
      try {
        return (await fs.stat(pathOf(dir, name))).size;
      } catch (fault) {
        if (isMissing(fault)) return undefined;
        throw fault;
      }
    },
    async list(prefix) {
      const names = (await fs.readdir(dir)).filter((name) => name.startsWith(prefix) && NAME.test(name));
      return names.filter((name) => name !== 'passing').sort();
    },
  };
}

function pathOf(dir: string, name: string): string {
  if (!NAME.test(name) || name === 'passing') throw new Error(`${name} is not the name of a file of the log`);
  return join(dir, name);
}

/** What is asked for while a sync is under way needs another, and shares it with all who ask until then. */
function sharedSync(sync: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const begin = () => {
    next = undefined;
    const begun = sync().finally(() => {
      if (running === begun) running = undefined;
    });
    running = begun;
    return begun;
  };
  return () => {
    if (running === undefined) return begin();
    next ??= running.then(begin, begin);
    return next;
  };
}

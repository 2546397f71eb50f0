import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { mkdir, open, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CliFault, EXIT } from './exit.ts';

/** Throws unless the folder holds no file at all; what is half written there is nobody's. */
export function refuseFilledFolder(what: string, dir: string): void {
  if (!existsSync(dir)) return;
  const found = readdirSync(dir, { recursive: true, withFileTypes: true }).find(
    (entry) => entry.isFile() && entry.parentPath !== join(dir, 'passing'),
  );
  if (found !== undefined)
    throw new CliFault(
      `the folder of ${what} is not empty (${join(found.parentPath, found.name)}): a backup is restored into empty folders only`,
      EXIT.usage,
    );
}

/** Writes a file whole and durable, with the time it had. `syncFolders` makes the names durable. */
export class DurableFiles {
  readonly #folders = new Set<string>();

  async write(path: string, pieces: AsyncIterable<Buffer>, at: number): Promise<void> {
    const folder = dirname(path);
    if (!this.#folders.has(folder)) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      this.#folders.add(folder);
    }
    await pipeline(pieces, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
    await utimes(path, at / 1000, at / 1000);
  }

  async syncFolders(): Promise<void> {
    const above = [...this.#folders].map((folder) => dirname(folder));
    for (const path of new Set([...this.#folders, ...above])) {
      const folder = await open(path, 'r');
      await folder.sync().finally(() => folder.close());
    }
  }
}

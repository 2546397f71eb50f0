import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type WeighedFile, writeArchive } from '#evidence';
import { CliFault, EXIT } from './exit.ts';

/** An archive that stands there may be the only one with its time-stamps: nothing is made over it unasked. Throws CliFault. */
export function refuseToReplace(path: string, force: true | undefined): void {
  if (force !== true && existsSync(path))
    throw new CliFault(`${path} is there already: give another --out, or --force to replace it`, EXIT.usage);
}

/** Writes an archive beside its place and moves it there when it is whole and on the disk. Answers its octets. */
export async function writeArchiveFile(path: string, files: readonly WeighedFile[]): Promise<number> {
  const passing = `${path}.part`;
  let size = 0;
  try {
    await using file = await open(passing, 'w', 0o600);
    for await (const piece of writeArchive(files)) {
      await file.writeFile(piece);
      size += piece.length;
    }
    await file.sync();
  } catch (fault) {
    await rm(passing, { force: true });
    throw fault;
  }
  await rename(passing, path);
  await using folder = await open(dirname(path), 'r');
  await folder.sync();
  return size;
}

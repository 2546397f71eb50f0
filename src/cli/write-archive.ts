import { existsSync } from 'node:fs';
import { type WeighedFile, writeArchive } from '#evidence';
import { CliFault, EXIT } from './exit.ts';
import { placeFile } from './place-file.ts';

/** An archive that stands there may be the only one with its time-stamps: nothing is made over it unasked. Throws CliFault. */
export function refuseToReplace(path: string, force: true | undefined): void {
  if (force !== true && existsSync(path))
    throw new CliFault(`${path} is there already: give another --out, or --force to replace it`, EXIT.usage);
}

/** Writes an archive beside its place and moves it there when it is whole and on the disk. Answers its octets. */
export async function writeArchiveFile(path: string, files: readonly WeighedFile[]): Promise<number> {
  let size = 0;
  await placeFile(path, async (file) => {
    for await (const piece of writeArchive(files)) {
      await file.writeFile(piece);
      size += piece.length;
    }
  });
  return size;
}

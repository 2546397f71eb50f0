import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file beside its place and moves it there when it is whole and on the disk; what fails leaves nothing. */
export async function placeFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const passing = `${path}.part`;
  try {
    await using file = await open(passing, 'w', 0o600);
    await write(file);
    await file.sync();
  } catch (fault) {
    await rm(passing, { force: true });
    throw fault;
  }
  await rename(passing, path);
  await using folder = await open(dirname(path), 'r');
  await folder.sync();
}

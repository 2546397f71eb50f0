import { rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file beside its place and moves it there when it is whole and on the disk; what fails leaves nothing. A pipe, a device or a link
 * that stands there is written to as it is.
 */
export async function placeFile(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  mode: number = 0o600,
): Promise<void> {
  const isElsewhere = await lstat(path).then(
    (found) => !found.isFile(),
    () => false,
  );
  if (isElsewhere) {
    await using file = await open(path, 'w', mode);
    return await write(file);
  }
  const passing = `${path}.part`;
  try {
    await using file = await open(passing, 'w', mode);
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

/** Writes a small file that must not be there yet; what could not be written whole is not left behind to be in the way. Throws. */
export function placeNewFile(path: string, text: string, mode: number): void {
  try {
    writeFileSync(path, text, { flag: 'wx', mode });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(path, { force: true });
    throw fault;
  }
}

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Neither through a link in place of the file, nor waiting for somebody at the other end of a pipe. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Opens a file of a folder that somebody else made. Who imports may read more than he whose mailbox it is: a link to a private file, a
 * pipe, a device are no messages. Throws.
 */
export async function openPlain(path: string): Promise<FileHandle> {
  const file = await open(path, FLAGS).catch((fault: NodeJS.ErrnoException) => {
    throw fault.code === 'ELOOP' ? noFile(path) : fault;
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw noFile(path);
}

/** Its octets, from `start` to before `end`. */
export async function* plainOctets(path: string, range: { readonly start?: number; readonly end?: number } = {}) {
  await using file = await openPlain(path);
  const { start = 0, end } = range;
  if (end !== undefined && end <= start) return;
  yield* file.createReadStream({
    ...{ start, autoClose: false },
    ...(end !== undefined && { end: end - 1 }),
  }) as AsyncIterable<Uint8Array>;
}

/** The beginning of a small file; '' when there is none. */
export async function plainText(path: string, maxBytes: number): Promise<string> {
  try {
    await using file = await openPlain(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  }
}

const noFile = (path: string) => new Error(`${path} is no file but a link, a pipe or a device`);

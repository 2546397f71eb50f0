import { concat } from '#mime';
import type { LogFiles } from '#ports';

/** Signatures and time-stamps have some kilobytes. */
const MAX_OCTETS = 4 * 1_048_576;

/** A small file of the log; undefined when there is none. Throws over 4 MiB: what we write is never so large. */
export async function readWhole(files: Pick<LogFiles, 'read' | 'size'>, name: string): Promise<Uint8Array | undefined> {
  const size = await files.size(name);
  if (size === undefined) return undefined;
  if (size > MAX_OCTETS) throw new RangeError(`${name} has ${size} octets: it is not what was written`);
  const pieces: Uint8Array[] = [];
  for await (const piece of files.read(name)) pieces.push(piece);
  return concat(pieces);
}

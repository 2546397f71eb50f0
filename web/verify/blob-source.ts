import { digest } from '#cms';
import type { ByteSource } from '#evidence';

/** A file that a person chose, read where it lies: only the parts that are needed come into memory. */
export function blobSource(blob: Blob): ByteSource {
  const read = async (start: number, end: number) => {
    if (start < 0 || end < start || end > blob.size) throw new RangeError(`${start}..${end} of ${blob.size} octets`);
    return new Uint8Array(await blob.slice(start, end).arrayBuffer());
  };
  return {
    size: blob.size,
    read,
    digest: async (algorithm, start, end) => digest(algorithm, await read(start, end)),
  };
}

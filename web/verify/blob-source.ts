import { digest } from '#cms';
import type { ByteSource } from '#evidence';

/** A file that a person chose, read where it lies: only the parts that are needed come into memory. `onRead`: octets read so far. */
export function blobSource(blob: Blob, onRead: (octets: number) => void = () => {}): ByteSource {
  let had = 0;
  const read = async (start: number, end: number) => {
    if (start < 0 || end < start || end > blob.size) throw new RangeError(`${start}..${end} of ${blob.size} octets`);
    const octets = new Uint8Array(await blob.slice(start, end).arrayBuffer());
    had += octets.length;
    onRead(had);
    return octets;
  };
  return {
    size: blob.size,
    read,
    digest: async (algorithm, start, end) => digest(algorithm, await read(start, end)),
  };
}

import { digest } from '#cms';

/** Octets that need not be in memory: a file on a disk, a part of an archive, or an array. */
export interface ByteSource {
  readonly size: number;
  /** The octets from `start` (inclusive) to `end` (exclusive); throws RangeError outside. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** Their digest: `sha256`, or whatever else a signature of a peer names. */
  digest(algorithm: string, start: number, end: number): Promise<Uint8Array>;
}

/** An array as a source; nothing is copied. */
export function memorySource(bytes: Uint8Array): ByteSource {
  const cut = (start: number, end: number) => {
    if (start < 0 || end < start || end > bytes.length)
      throw new RangeError(`${start}..${end} of ${bytes.length} octets`);
    return bytes.subarray(start, end);
  };
  return {
    size: bytes.length,
    read: async (start, end) => cut(start, end),
    digest: async (algorithm, start, end) => digest(algorithm, cut(start, end)),
  };
}

/** A part of a source. */
export function sliceSource(source: ByteSource, from: number, to: number): ByteSource {
  const inside = (start: number, end: number) => {
    if (start < 0 || end < start || from + end > to) throw new RangeError(`${start}..${end} of ${to - from} octets`);
  };
  return {
    size: to - from,
    async read(start, end) {
      inside(start, end);
      return source.read(from + start, from + end);
    },
    async digest(algorithm, start, end) {
      inside(start, end);
      return source.digest(algorithm, from + start, from + end);
    },
  };
}

/** All of it at once; throws RangeError over `maxBytes`. */
export async function allBytes(source: ByteSource, maxBytes: number): Promise<Uint8Array> {
  if (source.size > maxBytes) throw new RangeError(`${source.size} octets are more than the ${maxBytes} allowed`);
  return source.read(0, source.size);
}

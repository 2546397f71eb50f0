import { concat } from '#mime';

/** A file as it stands in the archive: stored, never compressed. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
}

export interface PlacedEntry extends ZipEntry {
  /** Where its local header begins. */
  readonly offset: number;
}

/** What no 32-bit field may hold: it stands in the ZIP64 field then (APPNOTE 4.5.3). */
const FULL = 0xffffffff;
const VERSION = 20;
const VERSION_64 = 45;
const UTF8_NAMES = 0x0800;
const STORED = 0;
/** 1 January 1980, 00:00: the instants of a dossier stand in its manifest. */
const DOS_TIME = 0;
const DOS_DATE = 0x21;

const encoder = new TextEncoder();

type Field = readonly [octets: 2 | 4 | 8, value: number];

function fields(list: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(list.reduce((sum, [octets]) => sum + octets, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [octets, value] of list) {
    if (octets === 2) view.setUint16(at, value, true);
    else if (octets === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += octets;
  }
  return bytes;
}

function zip64(values: readonly number[]): Uint8Array {
  if (values.length === 0) return new Uint8Array();
  return fields([[2, 1], [2, values.length * 8], ...values.map((value): Field => [8, value])]);
}

/**
 * The one form in which archives of this kind are written (PKWARE APPNOTE 6.3.10): every octet follows from names, sizes and checksums, so
 * a reader can write it again and compare. What precedes the octets of a file.
 */
export function localHeader({ name, size, crc32 }: ZipEntry): Uint8Array {
  const encoded = encoder.encode(name);
  const isBig = size >= FULL;
  const extra = zip64(isBig ? [size, size] : []);
  const shown = isBig ? FULL : size;
  const fixed = fields([
    [4, 0x04034b50],
    [2, isBig ? VERSION_64 : VERSION],
    [2, UTF8_NAMES],
    [2, STORED],
    [2, DOS_TIME],
    [2, DOS_DATE],
    [4, crc32],
    [4, shown],
    [4, shown],
    [2, encoded.length],
    [2, extra.length],
  ]);
  return concat([fixed, encoded, extra]);
}

function centralHeader({ name, size, crc32, offset }: PlacedEntry): Uint8Array {
  const encoded = encoder.encode(name);
  const extra = zip64([...(size >= FULL ? [size, size] : []), ...(offset >= FULL ? [offset] : [])]);
  const version = extra.length > 0 ? VERSION_64 : VERSION;
  const shown = Math.min(size, FULL);
  const fixed = fields([
    [4, 0x02014b50],
    [2, version],
    [2, version],
    [2, UTF8_NAMES],
    [2, STORED],
    [2, DOS_TIME],
    [2, DOS_DATE],
    [4, crc32],
    [4, shown],
    [4, shown],
    [2, encoded.length],
    [2, extra.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, Math.min(offset, FULL)],
  ]);
  return concat([fixed, encoded, extra]);
}

/** What follows the octets of the last file: the directory, which begins at `start`, and the end record. */
export function zipEnd(entries: readonly PlacedEntry[], start: number): Uint8Array {
  if (entries.length >= 0xffff) throw new RangeError(`an archive holds at most ${0xffff - 1} files`);
  const directory = concat(entries.map(centralHeader));
  const { length } = directory;
  const isBig = start >= FULL || length >= FULL;
  const tail: Uint8Array[] = [directory];
  if (isBig) {
    const counts: readonly Field[] = [
      [8, entries.length],
      [8, entries.length],
      [8, length],
      [8, start],
    ];
    tail.push(fields([[4, 0x06064b50], [8, 44], [2, VERSION_64], [2, VERSION_64], [4, 0], [4, 0], ...counts]));
    tail.push(
      fields([
        [4, 0x07064b50],
        [4, 0],
        [8, start + length],
        [4, 1],
      ]),
    );
  }
  tail.push(
    fields([
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, entries.length],
      [2, entries.length],
      [4, isBig ? FULL : length],
      [4, isBig ? FULL : start],
      [2, 0],
    ]),
  );
  return concat(tail);
}

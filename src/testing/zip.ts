import { crc32, deflateRawSync } from 'node:zlib';

/** What a test puts into an archive; `says` is the size that the archive claims. */
export interface ZipEntry {
  readonly name: string;
  readonly octets: Uint8Array;
  readonly says?: number;
  readonly flags?: number;
}

/** A ZIP archive with deflated entries (APPNOTE 4.3). */
export function zipOf(entries: readonly ZipEntry[]): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, octets, says = octets.length, flags = 0 } of entries) {
    const packed = deflateRawSync(octets);
    const named = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags | 0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(octets), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(says, 18);
    common.writeUInt16LE(named.length, 22);
    locals.push(Buffer.from('PK\x03\x04'), common, named, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, rest, named);
    at += 30 + named.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end]);
}

import { crc32 } from './dossier-crc32.ts';
import { localHeader, type PlacedEntry, type ZipEntry, zipEnd } from './dossier-zip.ts';
import { EvidenceFault } from './fault.ts';

/** A digest that takes its input piece by piece. */
export interface StreamDigest {
  update(octets: Uint8Array): void;
  digest(): Uint8Array;
}

/** Octets that can be read more than once. */
export interface Content {
  readonly size: number;
  read(): AsyncIterable<Uint8Array>;
}

/** A file ready to be written: its checksum is known before its first octet is. */
export interface WeighedFile extends ZipEntry {
  readonly sha256: Uint8Array;
  readonly content: Content;
}

export function bytesContent(bytes: Uint8Array): Content {
  return {
    size: bytes.length,
    async *read() {
      yield bytes;
    },
  };
}

/** Reads a file once for its checksum and its digest. */
export async function weigh(name: string, content: Content, sha256: StreamDigest): Promise<WeighedFile> {
  let crc = 0;
  let size = 0;
  for await (const piece of content.read()) {
    crc = crc32(piece, crc);
    sha256.update(piece);
    size += piece.length;
  }
  if (size !== content.size)
    throw new EvidenceFault(`${name} has ${size} octets, not the ${content.size} it should have`);
  return { name, size, crc32: crc, sha256: sha256.digest(), content };
}

/** The octets of the archive, file after file, in the order given: memory stays flat whatever is in it. */
export async function* writeArchive(files: readonly WeighedFile[]): AsyncGenerator<Uint8Array> {
  const placed: PlacedEntry[] = [];
  let at = 0;
  for (const file of files) {
    const { name, size, crc32: crc, content } = file;
    placed.push({ name, size, crc32: crc, offset: at });
    const header = localHeader(file);
    yield header;
    let written = 0;
    for await (const piece of content.read()) {
      written += piece.length;
      if (written > size) break;
      yield piece;
    }
    if (written !== size) throw new EvidenceFault(`${name} changed while it was written`);
    at += header.length + size;
  }
  yield zipEnd(placed, at);
}

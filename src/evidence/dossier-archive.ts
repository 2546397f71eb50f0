import { equalBytes } from '#cms';
import { type ByteSource, sliceSource } from './dossier-source.ts';
import { localHeader, type PlacedEntry, zipEnd } from './dossier-zip.ts';
import { EvidenceFault } from './fault.ts';

/** An archive that cannot be believed as it stands. */
export class ArchiveFault extends EvidenceFault {
  override name = 'ArchiveFault';
}

/** The files of an archive, in their order. */
export type ArchiveFiles = ReadonlyMap<string, ByteSource>;

const MAX_ENTRIES = 10_000;
const MAX_DIRECTORY = 16 * 1_048_576;
const END_SIZE = 22;
const END64_SIZE = 56;
const LOCATOR_SIZE = 20;
const FULL = 0xffffffff;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@+-]*(\/[A-Za-z0-9][A-Za-z0-9._@+-]*)*$/;

/**
 * Opens an archive written as `dossier-zip.ts` writes it, and no other: headers and directory are written again and compared, so a
 * changed octet anywhere between the files is a fault, and no file can hide between them. Throws ArchiveFault.
 */
export async function openArchive(source: ByteSource): Promise<ArchiveFiles> {
  const { start, size } = await findDirectory(source);
  const entries = readDirectory(await source.read(start, start + size));
  if (!equalBytes(await source.read(start, source.size), zipEnd(entries, start)))
    throw new ArchiveFault('the directory of the archive was altered');
  const files = new Map<string, ByteSource>();
  let at = 0;
  for (const entry of entries) {
    if (!NAME.test(entry.name) || entry.name.split('/').includes('..'))
      throw new ArchiveFault('a file of the archive has a name that is not allowed');
    if (files.has(entry.name)) throw new ArchiveFault(`${entry.name} stands in the archive twice`);
    const header = localHeader(entry);
    const begin = at + header.length;
    if (entry.offset !== at || begin + entry.size > start)
      throw new ArchiveFault(`${entry.name} does not stand where the directory says`);
    if (!equalBytes(await source.read(at, begin), header))
      throw new ArchiveFault(`the header of ${entry.name} in the archive was altered`);
    files.set(entry.name, sliceSource(source, begin, begin + entry.size));
    at = begin + entry.size;
  }
  if (at !== start) throw new ArchiveFault('there is something between the files of the archive');
  return files;
}

/** For readers of files: does it begin or end as an archive does? One that was altered still is one, to be judged. */
export async function isArchive(source: ByteSource): Promise<boolean> {
  if (source.size < END_SIZE) return false;
  const [begin, end] = [await source.read(0, 4), await source.read(source.size - END_SIZE, source.size)];
  return viewOf(begin).getUint32(0, true) === 0x04034b50 || viewOf(end).getUint32(0, true) === 0x06054b50;
}

async function findDirectory(source: ByteSource): Promise<{ start: number; size: number }> {
  if (source.size < END_SIZE) throw new ArchiveFault('this is no ZIP archive');
  const end = viewOf(await source.read(source.size - END_SIZE, source.size));
  if (end.getUint32(0, true) !== 0x06054b50) throw new ArchiveFault('the end of the archive was altered or cut off');
  let size = end.getUint32(12, true);
  let start = end.getUint32(16, true);
  let tail = END_SIZE;
  if (start === FULL) {
    tail += LOCATOR_SIZE + END64_SIZE;
    if (source.size < tail) throw new ArchiveFault('the end of the archive was altered or cut off');
    const end64 = viewOf(await source.read(source.size - tail, source.size - tail + END64_SIZE));
    size = Number(end64.getBigUint64(40, true));
    start = Number(end64.getBigUint64(48, true));
  }
  if (size > MAX_DIRECTORY) throw new ArchiveFault('the directory of the archive is too large');
  if (start + size + tail !== source.size) throw new ArchiveFault('the end of the archive was altered or cut off');
  return { start, size };
}

function readDirectory(bytes: Uint8Array): readonly PlacedEntry[] {
  const view = viewOf(bytes);
  const entries: PlacedEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 46 > bytes.length || entries.length >= MAX_ENTRIES)
      throw new ArchiveFault('the directory of the archive was altered');
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const next = nameEnd + view.getUint16(at + 30, true);
    if (next > bytes.length) throw new ArchiveFault('the directory of the archive was altered');
    const wide = bytes.subarray(nameEnd, next);
    const size = view.getUint32(at + 24, true);
    const offset = view.getUint32(at + 42, true);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)),
      crc32: view.getUint32(at + 16, true),
      size: size === FULL ? wideField(wide, 4) : size,
      offset: offset === FULL ? wideField(wide, size === FULL ? 20 : 4) : offset,
    });
    at = next;
  }
  return entries;
}

function wideField(extra: Uint8Array, at: number): number {
  if (extra.length < at + 8) throw new ArchiveFault('the directory of the archive was altered');
  return Number(viewOf(extra).getBigUint64(at, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

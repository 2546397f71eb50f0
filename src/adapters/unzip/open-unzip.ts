import yauzl from 'yauzl';
import type { ArchiveEntry, ArchiveListing, ArchiveReader } from '#message-view';

export interface UnzipLimits {
  /** Entries that are listed; the rest is told as cut. */
  readonly entries: number;
  /** Octets of one unpacked entry. */
  readonly entryBytes: number;
  /** Unpacked octets for each packed one; a text rarely has thirty. */
  readonly ratio: number;
}

const LIMITS: UnzipLimits = { entries: 1_000, entryBytes: 64 * 1024 * 1024, ratio: 250 };
/** Under this size nobody is hurt, whatever the ratio. */
const HARMLESS_BYTES = 4 * 1024 * 1024;
const MAX_NAME = 500;
const ENCRYPTED = 1;

/**
 * Looks into archives in memory. An archive is made by a stranger, perhaps to exhaust who opens it: what it says of its sizes is only
 * believed when it is small enough, what is unpacked is counted, and nothing is unpacked but the one entry that is asked for.
 */
export function openUnzip(limits: Partial<UnzipLimits> = {}): ArchiveReader {
  const bounds = { ...LIMITS, ...limits };
  return {
    async list(archive) {
      try {
        return await list(archive, bounds);
      } catch (fault) {
        return { ok: false, fault: fault instanceof Error ? fault.message : String(fault) };
      }
    },
    async entry(archive, at) {
      if (!Number.isInteger(at) || at < 0 || at >= bounds.entries) return undefined;
      try {
        return await unpack(archive, at, bounds);
      } catch {
        return undefined;
      }
    },
  };
}

async function list(archive: Uint8Array, { entries: max }: UnzipLimits): Promise<ArchiveListing> {
  const entries: ArchiveEntry[] = [];
  for await (const { entry } of entriesOf(archive)) {
    if (entries.length === max) return { ok: true, entries, isCut: true };
    entries.push(describe(entry));
  }
  return { ok: true, entries, isCut: false };
}

function describe(entry: yauzl.Entry): ArchiveEntry {
  return {
    name: nameOf(entry),
    size: entry.uncompressedSize,
    isFolder: nameOf(entry).endsWith('/'),
    isEncrypted: (entry.generalPurposeBitFlag & ENCRYPTED) !== 0,
  };
}

/** Shown, never written to: a path is only a name here, wherever it would lead. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: yauzl.Entry): string {
  return yauzl
    .getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)
    .replace(/\p{Cc}/gu, '')
    .slice(0, MAX_NAME);
}

async function unpack(archive: Uint8Array, at: number, bounds: UnzipLimits) {
  let row = 0;
  for await (const { zip, entry } of entriesOf(archive)) {
    if (row++ < at) continue;
    const { isFolder, isEncrypted, name, size } = describe(entry);
    const ratio = size / Math.max(1, entry.compressedSize);
    if (isFolder || isEncrypted || size > bounds.entryBytes) return undefined;
    if (size > HARMLESS_BYTES && ratio > bounds.ratio) return undefined;
    return { name: name.split(/[/\\]/).at(-1) ?? name, octets: await readEntry(zip, entry, bounds.entryBytes) };
  }
  return undefined;
}

interface Opened {
  readonly zip: yauzl.ZipFile;
  readonly entry: yauzl.Entry;
}

/** One after the other, as they are asked for. */
async function* entriesOf(archive: Uint8Array): AsyncGenerator<Opened> {
  const buffer = Buffer.from(archive.buffer, archive.byteOffset, archive.length);
  // Its own reader of names refuses the whole archive for one that leads out of a folder: names are read here.
  const options = { lazyEntries: true, validateEntrySizes: true, decodeStrings: false };
  const zip = await yauzl.fromBufferPromise(buffer, options);
  try {
    for await (const entry of zip.eachEntry()) yield { zip, entry };
  } finally {
    zip.close();
  }
}

async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, maxBytes: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > maxBytes) throw new RangeError('the entry is larger than it says');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

import { crc32 } from 'node:zlib';
import { localHeader, type PlacedEntry, zipEnd } from '#evidence';
import type { FolderItem, FolderView } from '#mailbox';
import { decodeText, quoteFromLines } from '#mime';
import type { StoredMessage } from '#ports';
import type { GivenOctets } from './message-octets.ts';
import { folderFor, withView } from './open-box.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { badRange, tooManyToPack } from './refusals.ts';
import { summariesOf } from './rows.ts';
import { tell } from './tell-access.ts';

export interface ExportQuery {
  readonly folder: string;
  readonly as: 'mbox' | 'zip';
  /** `1:5,9`, or each of them; absent: all. */
  readonly uids?: string | readonly number[] | undefined;
}

const BATCH = 64;
const MAX_ZIPPED = 65_000;

/** The messages of a folder, exactly as they are kept, in one stream: nothing is held but the one that is being written. */
export async function exportFolder(reader: Reader, query: ExportQuery, ports: ReadingPorts): Promise<GivenOctets> {
  const { folder } = await folderFor(reader, query.folder, 'r', ports);
  const items = await withView(folder, ports, (view) => picked(view, query.uids));
  if (query.as === 'zip' && items.length > MAX_ZIPPED) throw tooManyToPack();
  await tell('exported', reader, ports, { subject: `${folder.name} (${items.length})` });
  const name = folder.name.replaceAll('/', '-');
  if (query.as === 'mbox')
    return { type: 'application/mbox', name: `${name}.mbox`, isDownload: true, body: mbox(items, ports) };
  return { type: 'application/zip', name: `${name}.zip`, isDownload: true, body: zip(items, ports) };
}

function picked({ items }: FolderView, uids: ExportQuery['uids']): readonly FolderItem[] {
  const isWanted = wantedBy(uids);
  const found: FolderItem[] = [];
  for (let row = 0; row < items.length; row++) if (isWanted(items.uid(row))) found.push(items.at(row));
  return found;
}

function wantedBy(uids: ExportQuery['uids']): (uid: number) => boolean {
  if (uids === undefined) return () => true;
  if (typeof uids !== 'string') {
    const all = new Set(uids);
    return (uid) => all.has(uid);
  }
  const ranges = readRanges(uids);
  return (uid) => ranges.some(([first, last]) => first <= uid && uid <= last);
}

function readRanges(written: string): readonly (readonly [number, number])[] {
  if (!/^\d{1,10}(?::\d{1,10})?(?:,\d{1,10}(?::\d{1,10})?){0,5000}$/.test(written)) throw badRange();
  return written.split(',').map((range) => {
    const [first = 0, last = first] = range.split(':').map(Number);
    return [Math.min(first, last), Math.max(first, last)];
  });
}

/** Messages that went meanwhile are left out. */
async function* stored(
  items: readonly FolderItem[],
  { store }: ReadingPorts,
): AsyncGenerator<readonly [FolderItem, StoredMessage]> {
  for (let at = 0; at < items.length; at += BATCH) {
    const batch = items.slice(at, at + BATCH);
    const found = await store.messages(batch.map(({ messageId }) => messageId));
    for (const item of batch) {
      const message = found.get(item.messageId);
      if (message) yield [item, message];
    }
  }
}

const LF = 0x0a;
const LINE = Uint8Array.of(LF);

/** mboxrd: lines `From ` inside are quoted so that they come out again; line ends stay as certified. */
async function* mbox(items: readonly FolderItem[], ports: ReadingPorts): AsyncGenerator<Uint8Array> {
  for await (const [item, { rope }] of stored(items, ports)) {
    yield new TextEncoder().encode(partingLine(item.internalDate));
    let last = LF;
    for await (const piece of quoteFromLines(ports.blobs.read(rope))) {
      last = piece.at(-1) ?? last;
      yield piece;
    }
    if (last !== LF) yield LINE;
    yield LINE;
  }
}

/** RFC 4155, appendix A; UTC. */
function partingLine(at: number): string {
  const [day, date, month, year, time] = new Date(at).toUTCString().replace(',', '').split(' ');
  return `From MAILER-DAEMON ${day} ${month} ${String(Number(date)).padStart(2)} ${time} ${year}\n`;
}

/** Stored, not compressed: the octets can be compared where they stand. Each is read twice, for its checksum comes first. */
async function* zip(items: readonly FolderItem[], ports: ReadingPorts): AsyncGenerator<Uint8Array> {
  const entries: PlacedEntry[] = [];
  let offset = 0;
  const names = await namesOf(items, ports);
  for await (const [item, { rope, size }] of stored(items, ports)) {
    let sum = 0;
    for await (const piece of ports.blobs.read(rope)) sum = crc32(piece, sum);
    const entry = { name: names.get(item.uid) ?? `${item.uid}.eml`, size, crc32: sum };
    const header = localHeader(entry);
    yield header;
    yield* ports.blobs.read(rope);
    entries.push({ ...entry, offset });
    offset += header.length + size;
  }
  yield zipEnd(entries, offset);
}

/** `00012 Subject.eml`: unique by the number, readable by the subject. */
async function namesOf(items: readonly FolderItem[], ports: ReadingPorts): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  for (let at = 0; at < items.length; at += BATCH) {
    const batch = items.slice(at, at + BATCH);
    const summaries = await summariesOf(
      batch.map(({ messageId }) => messageId),
      ports,
    );
    for (const { uid, messageId } of batch) {
      const subject = decodeText(summaries.get(messageId)?.envelope.subject ?? '');
      const plain = subject
        .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, 60)
        .trim();
      names.set(uid, `${[String(uid).padStart(5, '0'), plain].filter(Boolean).join(' ')}.eml`);
    }
  }
  return names;
}

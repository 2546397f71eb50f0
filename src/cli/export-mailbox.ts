import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { INBOX } from '#mailbox';
import { unquoteFromLines } from '#mime';
import type { Blobs, Mailbox, MailFolder, MailItem, MailStore, StoredMessage } from '#ports';
import {
  type ExportDone,
  type ExportFormat,
  folderKey,
  type ManifestEnd,
  type ManifestFolder,
  type ManifestMessage,
  openManifest,
  readManifest,
} from './export-manifest.ts';
import type { ExportWriter } from './export-writer.ts';
import type { JsonLines } from './json-lines.ts';
import { maildirWriter } from './maildir-writer.ts';
import { mboxWriter } from './mbox-writer.ts';
import { plainOctets } from './plain-file.ts';
import type { Transfer } from './transfer.ts';

export interface ExportOrder {
  readonly mailbox: Mailbox;
  readonly format: ExportFormat;
  /** A folder; made when it is not there. */
  readonly out: string;
  /** Go on with what is there. */
  readonly resume: boolean;
}

export interface ExportPorts {
  readonly store: Pick<MailStore, 'folders' | 'changes' | 'messages'>;
  readonly blobs: Pick<Blobs, 'read'>;
  now(): number;
}

const BATCH = 64;

/**
 * Writes a whole mailbox to the disk, message by message, octet by octet, while it may be in use. Each is in the manifest when it is whole;
 * what the manifest has is not written again. A message that cannot be read is told and left out.
 */
export async function exportMailbox(order: ExportOrder, ports: ExportPorts, transfer: Transfer): Promise<void> {
  const { mailbox, format, out, resume } = order;
  await mkdir(out, { recursive: true, mode: 0o700 });
  const begun = new Date(ports.now()).toISOString();
  const head = { kind: 'export', version: 1, address: mailbox.address, format, begun } as const;
  const { done, lines } = await openManifest(out, head, resume);
  await using manifest = lines;
  await using writer = format === 'maildir' ? maildirWriter(out, done) : mboxWriter(out, done);
  const folders = await ports.store.folders(mailbox.id);
  for (const folder of folders.toSorted(byName))
    await exportFolder(folder, { writer, manifest, done }, ports, transfer);
  if (transfer.bad > 0) return;
  const ended = new Date(ports.now()).toISOString();
  await manifest.add({ kind: 'end', messages: transfer.done + transfer.before, ended } satisfies ManifestEnd);
}

const byName = (a: MailFolder, b: MailFolder): number =>
  Number(b.name === INBOX) - Number(a.name === INBOX) || (a.name < b.name ? -1 : 1);

interface Out {
  readonly writer: ExportWriter;
  readonly manifest: JsonLines;
  readonly done: ExportDone;
}

async function exportFolder(folder: MailFolder, out: Out, ports: ExportPorts, transfer: Transfer): Promise<void> {
  const { name, uidValidity, specialUse } = folder;
  const key = folderKey(name, uidValidity);
  const there = out.done.uids.get(key);
  await out.writer.folder(folder);
  if (!out.done.folders.has(key))
    await out.manifest.add({
      kind: 'folder',
      folder: name,
      uidValidity,
      ...(specialUse && { specialUse }),
    } satisfies ManifestFolder);
  const all = (await ports.store.changes(folder.id, 0))?.items ?? [];
  transfer.begin(name, all.length);
  const missing = all.filter(({ uid }) => !there?.has(uid)).sort((a, b) => a.uid - b.uid);
  transfer.skipped(all.length - missing.length);
  for (let at = 0; at < missing.length; at += BATCH) {
    const batch = missing.slice(at, at + BATCH);
    const messages = await ports.store.messages(batch.map(({ messageId }) => messageId));
    for (const item of batch) await exportItem(folder, item, messages.get(item.messageId), out, ports, transfer);
  }
}

async function exportItem(
  folder: MailFolder,
  item: MailItem,
  message: StoredMessage | undefined,
  { writer, manifest }: Out,
  { blobs }: ExportPorts,
  transfer: Transfer,
): Promise<void> {
  let written: Awaited<ReturnType<ExportWriter['write']>>;
  try {
    if (message === undefined) throw new Error(`its octets (${item.messageId}) are not in the store`);
    written = await writer.write(item, verified(blobs.read(message.rope), message));
  } catch (fault) {
    if (isDiskFull(fault)) throw fault;
    transfer.failed(`${folder.name} UID ${item.uid}`, fault);
    return;
  }
  const { uid, flags, thread } = item;
  await manifest.add({
    kind: 'message',
    folder: folder.name,
    uidValidity: folder.uidValidity,
    uid,
    sha256: message.sha256,
    size: message.size,
    internalDate: new Date(item.internalDate).toISOString(),
    flags,
    ...(thread !== undefined && { thread }),
    ...written,
  } satisfies ManifestMessage);
  transfer.moved(message.size);
}

/** Nothing more can be written: going on would only tell it again for each message. */
function isDiskFull(fault: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES'].includes((fault as NodeJS.ErrnoException).code ?? '');
}

/** The octets, unless they are others than those that were stored: then throws at their end. */
export async function* verified(
  octets: AsyncIterable<Uint8Array>,
  { sha256, size }: Pick<StoredMessage, 'sha256' | 'size'>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let length = 0;
  for await (const piece of octets) {
    hash.update(piece);
    length += piece.length;
    yield piece;
  }
  if (length !== size || hash.digest('hex') !== sha256)
    throw new Error(`its octets have another SHA-256 than ${sha256}`);
}

/** Reads every message of the manifest from the disk again and compares. */
export async function verifyExport(out: string, transfer: Transfer): Promise<void> {
  for await (const line of readManifest(out)) {
    if (line.kind !== 'message') continue;
    try {
      for await (const _ of verified(exportedOctets(out, line), line));
      transfer.verified();
    } catch (fault) {
      transfer.failed(`${line.file}, ${line.folder} UID ${line.uid}`, fault);
    }
  }
}

/** The octets of a message as an export keeps them. */
export function exportedOctets(
  out: string,
  { file, offset, length, size }: ManifestMessage,
): AsyncIterable<Uint8Array> {
  if (file.split('/').includes('..')) throw new Error(`${file} is outside of the export`);
  const path = join(out, file);
  if (offset === undefined) return plainOctets(path);
  return recordOctets(plainOctets(path, { start: offset, end: offset + (length ?? 0) }), size);
}

/** The message inside one record of an mbox: without its parting line, unquoted, and no longer than it was. */
async function* recordOctets(record: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let left = size;
  for await (const piece of unquoteFromLines(withoutFirstLine(record))) {
    if (left > 0) yield piece.subarray(0, left);
    left -= piece.length;
  }
}

async function* withoutFirstLine(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isPast = false;
  for await (const piece of octets) {
    const end = isPast ? -1 : piece.indexOf(0x0a);
    if (!isPast && end < 0) continue;
    isPast = true;
    yield piece.subarray(end + 1);
  }
}

import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { unquoteFromLines } from '#mime';
import { withCrlf } from './crlf-lines.ts';
import { CliFault, EXIT } from './exit.ts';
import { exportedOctets } from './export-mailbox.ts';
import { hasManifest, type ManifestMessage, readManifest } from './export-manifest.ts';
import type { ImportSource, SourceFolder, SourceMessage } from './import-source.ts';
import { folderOfFile } from './maildir-names.ts';
import { findRecords, type MboxRecord } from './mbox-records.ts';
import { statusFlags } from './mbox-status.ts';
import { plainOctets } from './plain-file.ts';

const HEADER_OCTETS = 64 * 1024;
const MAX_DEPTH = 16;

/**
 * One mbox file, or a folder of them: ours with its manifest, which says where each message begins and what it must be, or those of
 * another program, also in Thunderbird's `.sbd` folders. Flags of others stand in the messages themselves.
 */
export async function mboxSource(path: string): Promise<ImportSource> {
  const close = { async [Symbol.asyncDispose]() {} };
  if (hasManifest(path)) return { name: `mbox ${path}`, folders: () => ownFolders(path), ...close };
  const isFolder = (await stat(path)).isDirectory();
  const files = isFolder ? await mboxesIn(path, 0) : (await isMbox(path)) ? [path] : [];
  if (files.length === 0)
    throw new CliFault(`${path} is no mbox, and none is in it: none begins with "From "`, EXIT.usage);
  const named = files.map((file) => [file, isFolder ? nameOf(relative(path, file)) : nameOf(basename(file))] as const);
  return {
    name: `mbox ${path}`,
    folders: () => Promise.all(named.map(([file, name]) => foreignFolder(file, name))),
    ...close,
  };
}

async function ownFolders(out: string): Promise<readonly SourceFolder[]> {
  const folders = new Map<string, SourceFolder & { readonly known: ManifestMessage[] }>();
  for await (const line of readManifest(out)) {
    if (line.kind === 'export' && line.format !== 'mbox')
      throw new CliFault(`the manifest in ${out} is of an export as ${line.format}`, EXIT.usage);
    if (line.kind === 'folder') {
      const known = folders.get(line.folder)?.known ?? [];
      folders.set(line.folder, {
        name: line.folder,
        ...(line.specialUse && { specialUse: line.specialUse }),
        known,
        get count() {
          return known.length;
        },
        async *messages() {
          for (const message of known) yield ownMessage(out, message);
        },
      });
    }
    if (line.kind === 'message') folders.get(line.folder)?.known.push(line);
  }
  return [...folders.values()];
}

function ownMessage(out: string, message: ManifestMessage): SourceMessage {
  const { folder, uidValidity, uid, flags, internalDate } = message;
  return {
    key: `${folder} ${uidValidity} ${uid}`,
    flags,
    internalDate: Date.parse(internalDate),
    expected: message,
    octets: () => exportedOctets(out, { ...message, file: basename(message.file) }),
  };
}

async function mboxesIn(path: string, depth: number): Promise<readonly string[]> {
  if (depth > MAX_DEPTH) throw new CliFault(`${path} is deeper than ${MAX_DEPTH} folders`);
  const found: string[] = [];
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) found.push(...(await mboxesIn(inner, depth + 1)));
    else if (entry.isFile() && (await isMbox(inner))) found.push(inner);
  }
  return found;
}

async function isMbox(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(5), 0, 5, 0);
  return bytesRead === 5 && buffer.toString('latin1') === 'From ';
}

/** `Archivio.sbd/2024` is Archivio/2024; `Inbox` and `mbox` are INBOX. */
function nameOf(path: string): string {
  const levels = path.split('/').map((level) => level.replace(/\.(sbd|mbox|mbx)$/i, ''));
  const name = levels.map((level) => folderOfFile(level)).join('/');
  return /^(inbox|mbox|in)$/i.test(name) ? 'INBOX' : name;
}

async function foreignFolder(path: string, name: string): Promise<SourceFolder> {
  const records: MboxRecord[] = [];
  for await (const record of findRecords(createReadStream(path) as AsyncIterable<Buffer>)) records.push(record);
  return {
    name,
    count: records.length,
    async *messages() {
      for (const record of records) {
        const message = await foreignMessage(path, name, record);
        if (message) yield message;
      }
    },
  };
}

async function foreignMessage(path: string, folder: string, record: MboxRecord): Promise<SourceMessage | undefined> {
  const { start, end, date } = record;
  const flags = statusFlags(await beginning(path, record));
  if (flags === undefined) return undefined;
  return {
    key: `${folder} ${start}`,
    flags,
    ...(date !== undefined && { internalDate: date }),
    octets: () => withCrlf(unquoteFromLines(plainOctets(path, { start, end }))),
  };
}

async function beginning(path: string, { start, end }: MboxRecord): Promise<Uint8Array> {
  await using file = await open(path);
  const length = Math.min(HEADER_OCTETS, end - start);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
  return buffer.subarray(0, bytesRead);
}

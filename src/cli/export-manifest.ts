import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SpecialUse } from '#ports';
import { CliFault, EXIT } from './exit.ts';
import { appendJsonLines, type JsonLines, readJsonLines } from './json-lines.ts';

export type ExportFormat = 'maildir' | 'mbox';

/** The first line. */
export interface ManifestHead {
  readonly kind: 'export';
  readonly version: 1;
  readonly address: string;
  readonly format: ExportFormat;
  /** ISO 8601, as every date here. */
  readonly begun: string;
}

/** Stands before the messages of the folder, and also when it has none. */
export interface ManifestFolder {
  readonly kind: 'folder';
  readonly folder: string;
  readonly uidValidity: number;
  readonly specialUse?: SpecialUse;
}

export interface ManifestMessage {
  readonly kind: 'message';
  readonly folder: string;
  readonly uidValidity: number;
  readonly uid: number;
  /** Of the exact octets, lower-case hex. */
  readonly sha256: string;
  readonly size: number;
  readonly internalDate: string;
  /** System flags and keywords. */
  readonly flags: readonly string[];
  readonly thread?: string;
  /** Relative to the manifest. */
  readonly file: string;
  /** Of an mbox: where in the file the record begins, with its parting line, and how many octets it has. */
  readonly offset?: number;
  readonly length?: number;
}

/** The last line, when nothing was left out. */
export interface ManifestEnd {
  readonly kind: 'end';
  readonly messages: number;
  readonly ended: string;
}

export type ManifestLine = ManifestHead | ManifestFolder | ManifestMessage | ManifestEnd;

export const manifestPath = (out: string): string => join(out, 'manifest.jsonl');

export function hasManifest(out: string): boolean {
  return existsSync(manifestPath(out));
}

export async function* readManifest(out: string): AsyncGenerator<ManifestLine> {
  for await (const { value } of readJsonLines<ManifestLine>(manifestPath(out))) yield value;
}

/** What an export that was begun has already. */
export interface ExportDone {
  /** `folder uidValidity` to UIDs. */
  readonly uids: ReadonlyMap<string, ReadonlySet<number>>;
  /** mbox file to octets that are whole. */
  readonly lengths: ReadonlyMap<string, number>;
  /** Folder lines that stand there. */
  readonly folders: ReadonlySet<string>;
}

export const folderKey = (folder: string, uidValidity: number): string => `${uidValidity} ${folder}`;

/** Opens the manifest of a new export, or goes on with the one that is there. */
export async function openManifest(
  out: string,
  head: ManifestHead,
  resume: boolean,
): Promise<{ readonly done: ExportDone; readonly lines: JsonLines }> {
  const uids = new Map<string, Set<number>>();
  const lengths = new Map<string, number>();
  const folders = new Set<string>();
  const done = { uids, lengths, folders };
  const path = manifestPath(out);
  if (!hasManifest(out)) {
    const lines = await appendJsonLines(path, 0);
    await lines.add(head);
    return { done, lines };
  }
  if (!resume) throw new CliFault(`${path} is there: --resume goes on with it, another --out begins anew`, EXIT.usage);
  let end = 0;
  for await (const line of readJsonLines<ManifestLine>(path)) {
    const { value } = line;
    if (value.kind === 'export') refuseOther(value, head, path);
    // The end is written anew.
    if (value.kind === 'end') break;
    if (value.kind === 'folder') folders.add(folderKey(value.folder, value.uidValidity));
    if (value.kind === 'message') {
      const key = folderKey(value.folder, value.uidValidity);
      (uids.get(key) ?? uids.set(key, new Set()).get(key)!).add(value.uid);
      if (value.offset !== undefined) lengths.set(value.file, value.offset + (value.length ?? 0));
    }
    end = line.end;
  }
  const lines = await appendJsonLines(path, end);
  if (end === 0) await lines.add(head);
  return { done, lines };
}

function refuseOther(there: ManifestHead, wanted: ManifestHead, path: string): void {
  if (there.address !== wanted.address || there.format !== wanted.format)
    throw new CliFault(
      `${path} is of ${there.address} as ${there.format}, not of ${wanted.address} as ${wanted.format}`,
    );
}

import { join } from 'node:path';
import type { StoreLoad } from '#adapters/postgres';
import type { BackupFile, BackupManifest } from './backup-archive.ts';
import type { DurableFiles } from './restore-files.ts';

const PART = /^database\/([a-z_][a-z0-9_]*)\/\d{8}\.copy$/;
const BLOB = /^blobs\/([0-9a-f]{2})\/(\1[0-9a-f]{30})$/;
const LOG = /^log\/([0-9]{4}-[0-9]{2}-[0-9]{2}\.log[0-9A-Za-z.-]{0,40})$/;

/** Where the files of a backup go; absent: they are only read. */
export interface RestoreTargets {
  readonly load: StoreLoad;
  readonly files: DurableFiles;
  readonly blobsDir: string;
  readonly logDir: string;
}

export interface RestoreSteps {
  file(name: string): void;
}

/**
 * Puts every file of a backup where it belongs, and answers its manifest. Rows are seen by nobody until the caller ends the load. Throws for a
 * file that is damaged, missing, or of no known kind.
 */
export async function readBackup(
  files: AsyncGenerator<BackupFile, BackupManifest>,
  targets: RestoreTargets | undefined,
  steps: RestoreSteps,
): Promise<BackupManifest> {
  const rows: Record<string, number> = {};
  for (;;) {
    const next = await files.next();
    if (next.done) {
      if (targets !== undefined) compare(next.value, rows);
      return next.value;
    }
    steps.file(next.value.name);
    await place(next.value, targets, rows);
  }
}

async function place(
  file: BackupFile,
  targets: RestoreTargets | undefined,
  rows: Record<string, number>,
): Promise<void> {
  const { name, pieces, at } = file;
  const [, table] = PART.exec(name) ?? [];
  const [, folder, blob] = BLOB.exec(name) ?? [];
  const [, log] = LOG.exec(name) ?? [];
  if (table === undefined && blob === undefined && log === undefined) throw new Error(`${name} is no part of a backup`);
  if (targets === undefined) return;
  if (table !== undefined) {
    const bytes = await file.bytes();
    rows[table] = (rows[table] ?? 0) + (await targets.load.load(table, bytes));
  } else {
    const path = log === undefined ? join(targets.blobsDir, folder!, blob!) : join(targets.logDir, log);
    await targets.files.write(path, pieces, at);
  }
}

function compare(manifest: BackupManifest, rows: Readonly<Record<string, number>>): void {
  for (const [table, count] of Object.entries(manifest.rows))
    if ((rows[table] ?? 0) !== count)
      throw new Error(`table ${table} has ${rows[table] ?? 0} rows, the backup counted ${count}`);
}

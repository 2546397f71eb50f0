import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readLogFiles } from '#adapters/files';
import { openStoreSnapshot, type PostgresConnection, type StoreSnapshot } from '#adapters/postgres';
import { sealedNames } from '#message-log';
import { type ArchiveWriter, type BackupHead, type BackupManifest, HEAD } from './backup-archive.ts';

/** What is backed up. */
export interface BackupSource {
  readonly provider: string;
  readonly domain: string;
  /** The server role's. */
  readonly connection: PostgresConnection;
  readonly blobsDir: string;
  readonly logDir: string;
}

export interface BackupSteps {
  table(name: string, octets: number): void;
  blob(done: number, of: number, octets: number): void;
}

export type BackupCounts = Omit<BackupManifest, 'files' | 'sums'>;

/**
 * Writes the whole archive: database as of one instant, the bodies its messages name, the files of the days of the log that were closed by then.
 * Bodies never change and were written before rows named them, so they are copied after; nothing removes them meanwhile.
 */
export async function writeBackup(
  source: BackupSource,
  now: () => number,
  open: (at: number) => ArchiveWriter,
  steps: BackupSteps,
): Promise<BackupCounts> {
  await using snapshot = await openStoreSnapshot(source.connection);
  const at = now();
  const archive = open(at);
  const { provider, domain } = source;
  const head: BackupHead = { format: 1, provider, domain, at: new Date(at).toISOString(), ...snapshot.head };
  await archive.bytes(HEAD, Buffer.from(`${JSON.stringify(head, null, 2)}\n`));
  const blobs = await snapshot.blobs();
  const days = (await snapshot.documents(sealedNames.days)).map((name) => name.slice(sealedNames.days.length));
  const rows = await writeTables(snapshot, archive, steps);
  await snapshot.release();
  const missing = await writeBlobs(blobs, source.blobsDir, archive, steps);
  const logFiles = await writeLog(days, source.logDir, archive);
  const counts = { rows, blobs: blobs.length / BLOB_BYTES - missing.length, logFiles, missing };
  await archive.end(counts);
  return counts;
}

async function writeTables(
  snapshot: StoreSnapshot,
  archive: ArchiveWriter,
  steps: BackupSteps,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { name } of snapshot.head.tables) {
    let parts = 0;
    counts[name] = 0;
    await snapshot.copy(name, async ({ bytes, rows }) => {
      await archive.bytes(`database/${name}/${String(++parts).padStart(8, '0')}.copy`, bytes);
      counts[name]! += rows;
      steps.table(name, archive.octets);
    });
  }
  return counts;
}

const BLOB_BYTES = 16;

async function writeBlobs(
  names: Buffer,
  dir: string,
  archive: ArchiveWriter,
  steps: BackupSteps,
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let at = 0; at < names.length; at += BLOB_BYTES) {
    const blob = names.toString('hex', at, at + BLOB_BYTES);
    const name = `${blob.slice(0, 2)}/${blob}`;
    if (!(await copyFile(`blobs/${name}`, join(dir, name), archive))) missing.push(blob);
    steps.blob(at / BLOB_BYTES + 1, names.length / BLOB_BYTES, archive.octets);
  }
  return missing;
}

async function writeLog(days: readonly string[], dir: string, archive: ArchiveWriter): Promise<number> {
  const files = readLogFiles(dir);
  let count = 0;
  for (const day of days)
    for (const name of await files.list(sealedNames.log(day)))
      if (await copyFile(`log/${name}`, join(dir, name), archive)) count++;
  return count;
}

/** False when it is not there. */
async function copyFile(name: string, path: string, archive: ArchiveWriter): Promise<boolean> {
  const file = await open(path, 'r').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return undefined;
    throw fault;
  });
  if (file === undefined) return false;
  try {
    const { size, mtimeMs } = await file.stat();
    // To the end it had when it was opened.
    const pieces =
      size === 0
        ? []
        : createReadStream('', { fd: file, autoClose: false, start: 0, end: size - 1, highWaterMark: 262_144 });
    await archive.file(name, size, mtimeMs, pieces as AsyncIterable<Uint8Array>);
    return true;
  } finally {
    await file.close();
  }
}

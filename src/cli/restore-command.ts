import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type BackupHead, type BackupManifest, readArchive, readHead } from './backup-archive.ts';
import { readBackupFile } from './backup-file.ts';
import { type KeyOptions, keyOf } from './backup-keys.ts';
import { type EmptyDatabase, type RestorePlaces, restorePlaces } from './backup-places.ts';
import { bar, LineOfProgress, megabytes } from './backup-progress.ts';
import { CliFault, EXIT } from './exit.ts';
import { onProvider, type ProviderOptions } from './open-provider.ts';
import { cell, printJson } from './print.ts';
import { checkRestored } from './restore-check.ts';
import { DurableFiles, refuseFilledFolder } from './restore-files.ts';
import { readBackup } from './restore-read.ts';

interface RestoreOptions extends ProviderOptions, KeyOptions {
  readonly dryRun?: true;
}

interface Restored {
  readonly head: BackupHead;
  readonly manifest: BackupManifest;
  readonly seconds: number;
  /** What `check` found; absent: nothing was restored. */
  readonly findings?: number;
  /** What `log verify` found, or why it could not look. */
  readonly log?: number | string;
}

async function restore(file: string, options: RestoreOptions): Promise<void> {
  const path = resolve(file);
  const line = new LineOfProgress();
  const began = performance.now();
  const done = await (options.dryRun === true ? readOnly(path, options, line) : restoreAll(path, options, line))
    .catch((fault: unknown) => {
      throw inWords(fault, options.dryRun === true);
    })
    .finally(() => line.end());
  tell({ ...done, seconds: Math.round((performance.now() - began) / 100) / 10 }, options);
}

async function readOnly(
  path: string,
  options: RestoreOptions,
  line: LineOfProgress,
): Promise<Omit<Restored, 'seconds'>> {
  const files = readArchive(octetsOf(path, options, line));
  const head = await readHead(files);
  return { head, manifest: await readBackup(files, undefined, { file: () => {} }) };
}

async function restoreAll(
  path: string,
  options: RestoreOptions,
  line: LineOfProgress,
): Promise<Omit<Restored, 'seconds'>> {
  const places = await restorePlaces(options);
  refuseFilledFolder('the bodies', places.blobsDir);
  refuseFilledFolder('the sealed log', places.logDir);
  const files = readArchive(octetsOf(path, options, line));
  const head = await readHead(files);
  if (head.domain !== places.domain)
    throw new CliFault(`the backup is of ${head.domain}, the settings are of ${places.domain}`, EXIT.usage);
  const database = await places.open();
  try {
    const manifest = await fill(files, head, places, database);
    line.end();
    const findings = await checkRestored(head, places, database, line);
    await database.stop();
    return { head, manifest, findings, ...(manifest.logFiles > 0 && { log: await verifyRestoredLog(options) }) };
  } finally {
    await database.stop();
  }
}

/** Needs the settings' roots, which may not be in their places yet. */
async function verifyRestoredLog(options: RestoreOptions): Promise<number | string> {
  const { verifyProvider } = await import('./log-verify.ts');
  try {
    const days = await verifyProvider(options);
    return days.reduce((sum, day) => sum + day.findings.length, 0);
  } catch (fault) {
    return (fault as Error).message;
  }
}

/** Rows are committed when every octet of the backup was read and every file is on the disk: an interrupted restore leaves no provider. */
async function fill(
  files: ReturnType<typeof readArchive>,
  head: BackupHead,
  { blobsDir, logDir }: RestorePlaces,
  { owner, serverRole }: EmptyDatabase,
): Promise<BackupManifest> {
  const { migrate, openStoreLoad } = await import('#adapters/postgres');
  await using load = await openStoreLoad(owner, serverRole, head);
  const written = new DurableFiles();
  const manifest = await readBackup(files, { load, files: written, blobsDir, logDir }, { file: () => {} });
  await written.syncFolders();
  await load.finish();
  await migrate(owner, serverRole);
  return manifest;
}

function octetsOf(path: string, options: RestoreOptions, line: LineOfProgress): AsyncGenerator<Buffer> {
  let read = 0;
  let size = 0;
  return readBackupFile(
    path,
    () => keyOf(options),
    (count) => {
      size ||= statSync(path).size;
      read += count;
      line.say(() => `reading the backup: ${bar(read, size)} ${megabytes(read)} of ${megabytes(size)}`);
    },
  );
}

function inWords(fault: unknown, isDryRun: boolean): unknown {
  if (fault instanceof CliFault || !(fault instanceof Error)) return fault;
  const left = isDryRun ? '' : ' The database holds nothing; empty the folders of bodies and log before you try again.';
  if (fault.name === 'UnfitDatabase')
    return new CliFault(`${fault.message}: a backup is restored into an empty database only`);
  if (fault.name === 'AgeFault') return new CliFault(fault.message);
  if ((fault as NodeJS.ErrnoException).code === 'ENOSPC') return new CliFault(`the disk is full.${left}`);
  return new CliFault(`${fault.message}.${left}`);
}

function tell({ head, manifest, seconds, findings, log }: Restored, { json, dryRun }: RestoreOptions): void {
  const { at, provider, domain, schema } = head;
  const { rows, blobs, logFiles, missing } = manifest;
  const messages = rows.message ?? 0;
  if (json === true)
    printJson({
      restored: dryRun !== true,
      at,
      provider,
      domain,
      schema,
      messages,
      blobs,
      logFiles,
      missing,
      findings,
      log,
      seconds,
    });
  else {
    const verb = dryRun === true ? 'The backup is whole' : 'Restored';
    process.stdout.write(
      `${verb}: ${cell(provider)} (${cell(domain)}) as of ${at}; ${messages} messages, ${blobs} bodies, ${logFiles} files of the log, in ${seconds} s.\n`,
    );
    if (missing.length > 0) process.stdout.write(`${missing.length} bodies were missing when it was made.\n`);
    if (log === 0) process.stdout.write('The sealed log is what was sealed (ceralacca log verify).\n');
    else if (log !== undefined)
      process.stdout.write(
        typeof log === 'string'
          ? `The sealed log was NOT verified: ${cell(log)}. Run \`ceralacca log verify\`.\n`
          : `The sealed log is NOT what was sealed: ${log} findings, see \`ceralacca log verify\`.\n`,
      );
    if (findings === 0) process.stdout.write(`All invariants hold (ceralacca check). ${NEXT}`);
    else if (findings !== undefined)
      process.stdout.write(`NOT all invariants hold: ${findings} findings, see \`ceralacca check\`.\n`);
  }
  if ((findings ?? 0) > 0 || (typeof log === 'number' && log > 0)) process.exitCode = EXIT.fault;
}

const NEXT =
  'Before it is served: put keys and settings in their places, make sure the\n' +
  'original never runs again, and write down how long the service stood still (`ceralacca outage add`).\n';

/** `ceralacca restore`: a provider out of its backup (issue #4, 10). */
export function addRestore(program: Command): void {
  onProvider(
    program
      .command('restore')
      .description('Put a provider back out of its backup, into an empty database and empty folders, and check it.')
      .argument('<file>', 'what `ceralacca backup` wrote'),
  )
    .option('--passphrase-file <file>', 'its first line opens the backup')
    .option('--identity-file <file>', 'the secret key of age-keygen that opens the backup')
    .option('--dry-run', 'only read it: is every octet there?')
    .addHelpText('after', '\nExit code: 0 restored and all invariants hold, 1 not.')
    .action(restore);
}

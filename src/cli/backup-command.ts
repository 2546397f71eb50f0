import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { ArchiveWriter, readArchive } from './backup-archive.ts';
import { createBackupFile, readBackupFile } from './backup-file.ts';
import { type LockOptions, lockOf, passphraseIn } from './backup-keys.ts';
import { logDirOf } from './backup-places.ts';
import { bar, LineOfProgress, megabytes } from './backup-progress.ts';
import { type BackupCounts, writeBackup } from './backup-write.ts';
import { CliFault, EXIT } from './exit.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { cell, printJson } from './print.ts';

interface BackupOptions extends ProviderOptions, LockOptions {
  readonly out: string;
  readonly compress: boolean;
  readonly verify: boolean;
}

/** What is told of a backup that was made, and kept of the last one in the document `LAST_BACKUP`. */
export interface BackupTold {
  readonly at: string;
  readonly file: string;
  readonly octets: number;
  readonly messages: number;
  readonly rows: number;
  readonly blobs: number;
  readonly logFiles: number;
  readonly missing: readonly string[];
  readonly encrypted: boolean;
  readonly verified: boolean;
  readonly seconds: number;
}

async function backup(options: BackupOptions): Promise<void> {
  const lock = lockOf(options);
  const logDir = await logDirOf(options);
  const told = await withProvider(options, async (provider) => {
    const path = target(options, provider);
    const { LAST_BACKUP } = await import('#provider');
    const done = await make(path, provider, { logDir, ...(lock && { lock }), options });
    const at = provider.now();
    const what = `copia di sicurezza ${done.encrypted ? 'cifrata ' : ''}del ${done.at} in ${path}`;
    await provider.store.commit({
      documents: [{ name: LAST_BACKUP, bytes: Buffer.from(JSON.stringify(done)), at }],
      log: [{ instant: at, point: 'SYS', event: 'Amministrazione', eccezioni: [what] }],
    });
    return done;
  });
  if (options.json === true) printJson(told);
  else process.stdout.write(describe(told));
  if (told.missing.length > 0) process.exitCode = EXIT.fault;
}

function target({ out, passphraseFile, recipient, compress }: BackupOptions, { domain, now }: OpenProvider): string {
  const path = resolve(out);
  if (!existsSync(path) || !statSync(path).isDirectory()) return path;
  const at = new Date(now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const encrypted = passphraseFile !== undefined || recipient.length > 0;
  const name = `ceralacca-${domain}-${at}.tar${compress ? '.zst' : ''}${encrypted ? '.age' : ''}`;
  return join(path, name);
}

async function make(
  path: string,
  provider: OpenProvider,
  given: { readonly logDir: string; readonly lock?: ReturnType<typeof lockOf>; readonly options: BackupOptions },
): Promise<BackupTold> {
  const { lock, options, logDir } = given;
  if (existsSync(path)) throw new CliFault(`${path} is there already and is left as it is`, EXIT.usage);
  const began = performance.now();
  const interrupted = new AbortController();
  const end = () => interrupted.abort(new CliFault('the backup was broken off; nothing of it is kept'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  const line = new LineOfProgress();
  const { compress } = options;
  const file = createBackupFile(path, { ...(lock && { lock }), compress, signal: interrupted.signal });
  try {
    const { name, domain, connection, blobsDir, now } = provider;
    let at = 0;
    const source = { provider: name, domain, connection, blobsDir, logDir };
    const begin = (instant: number) => {
      at = instant;
      return new ArchiveWriter(file.sink, at);
    };
    const counts = await writeBackup(source, now, begin, {
      table: (table, octets) => line.say(() => `backing up the database: ${megabytes(octets)} (${table})`),
      blob: (done, of, octets) =>
        line.say(() => `backing up the bodies: ${bar(done, of)} ${done} of ${of}, ${megabytes(octets)}`),
    });
    await file.written;
    const canBeRead = options.verify && options.recipient.length === 0;
    if (canBeRead) await readAgain(file.partial, options, line);
    await file.keep();
    const seconds = (performance.now() - began) / 1000;
    return told(path, counts, { at, seconds, encrypted: lock !== undefined, verified: canBeRead });
  } catch (fault) {
    file.sink.destroy();
    await file.discard();
    throw interrupted.signal.aborted ? interrupted.signal.reason : inWords(fault, path);
  } finally {
    line.end();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
  }
}

function told(
  path: string,
  { rows, blobs, logFiles, missing }: BackupCounts,
  rest: { readonly at: number; readonly seconds: number; readonly encrypted: boolean; readonly verified: boolean },
): BackupTold {
  return {
    at: new Date(rest.at).toISOString(),
    file: path,
    octets: statSync(path).size,
    messages: rows.message ?? 0,
    rows: Object.values(rows).reduce((sum, count) => sum + count, 0),
    blobs,
    logFiles,
    missing,
    encrypted: rest.encrypted,
    verified: rest.verified,
    seconds: Math.round(rest.seconds * 10) / 10,
  };
}

/** Every octet, as a restore would read it. */
async function readAgain(path: string, { passphraseFile }: BackupOptions, line: LineOfProgress): Promise<void> {
  const size = statSync(path).size;
  let read = 0;
  const key = () => ({ passphrase: passphraseIn(passphraseFile!) });
  const octets = readBackupFile(path, key, (count) => {
    read += count;
    line.say(() => `reading it again: ${bar(read, size)} ${megabytes(read)} of ${megabytes(size)}`);
  });
  for await (const _ of readArchive(octets));
}

function inWords(fault: unknown, path: string): unknown {
  const code = (fault as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC') return new CliFault(`the disk of ${path} is full; nothing of the backup is kept`);
  if (code === 'EACCES' || code === 'ENOENT' || code === 'EROFS' || code === 'EPERM')
    return new CliFault(`${(fault as Error).message}; nothing of the backup is kept`);
  return fault;
}

function describe({
  file,
  octets,
  messages,
  blobs,
  logFiles,
  missing,
  seconds,
  verified,
  encrypted,
}: BackupTold): string {
  const lines = [
    `${cell(file)}: ${megabytes(octets)} in ${seconds} s${encrypted ? ', encrypted' : ''}${verified ? ', read again and found whole' : ''}.`,
    `${messages} messages, ${blobs} bodies, ${logFiles} files of the log. Settings and keys are not in it: keep them apart.`,
  ];
  if (missing.length > 0)
    lines.push(
      `${missing.length} bodies that messages name were NOT THERE: run \`ceralacca check\`. The first: ${missing[0]}`,
    );
  return `${lines.join('\n')}\n`;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** `ceralacca backup`: everything a provider holds, in one file, while it goes on working (issue #4, 10). */
export function addBackup(program: Command): void {
  onProvider(
    program
      .command('backup')
      .description('Write database, bodies and sealed log into one file, as of one instant, while the provider works.'),
  )
    .requiredOption('--out <path>', 'the file, or a folder in which it gets a name of its own')
    .option('--passphrase-file <file>', 'encrypt it: the first line of this file opens it')
    .option('--recipient <age1…>', 'encrypt it to a key of age-keygen; may be said again', collect, [])
    .option('--no-compress', 'leave the archive as it is')
    .option('--no-verify', 'do not read everything again at the end')
    .addHelpText(
      'after',
      '\nThe file is a tar archive, packed by zstd, encrypted as age does: `age --decrypt | tar --zstd -x` opens it too.\n' +
        'Settings and keys are not in it. What is encrypted to a recipient cannot be read again here.\n' +
        'Exit code: 0 made, 1 not made, or bodies were missing.',
    )
    .action(backup);
}

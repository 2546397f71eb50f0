import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { LogFinding, VerifiedDay, VerifyLogPorts } from '#sealing';
import { dayOption } from './day-options.ts';
import { CliFault, EXIT } from './exit.ts';
import { readSettings } from './open-disclosure.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson, printRows } from './print.ts';
import { stderrBar } from './progress-bar.ts';
import { readDers } from './read-trust.ts';

interface VerifyOptions extends ProviderOptions {
  readonly files?: string;
  readonly trust?: readonly string[];
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  readonly at?: string;
}

/** Notes told to people; the others are in the JSON. */
const NOTES_SHOWN = 10;

function rangeOf({ day, from, to }: VerifyOptions) {
  if (day !== undefined && (from ?? to) !== undefined)
    throw new CliFault('say either --day or --from and --to', EXIT.usage);
  const first = dayOption('day', day) ?? dayOption('from', from);
  const last = day ?? dayOption('to', to);
  return { ...(first !== undefined && { from: first }), ...(last !== undefined && { to: last }) };
}

function instantOf(text: string | undefined): number | undefined {
  const at = text === undefined ? undefined : Date.parse(text);
  if (Number.isNaN(at)) throw new CliFault(`--at ${text} is not an ISO 8601 date`, EXIT.usage);
  return at;
}

/** Everything but the files. */
async function commonPorts() {
  const [{ nodeDigests: digests, readLogFiles }, { verifyInProcess: verify }] = await Promise.all([
    import('#adapters/files'),
    import('#adapters/signer-file'),
  ]);
  return { digests, verify, readLogFiles };
}

async function verifyDays(options: VerifyOptions, ports: Omit<VerifyLogPorts, 'onRead'>): Promise<VerifiedDay[]> {
  const [{ daysToVerify, verifyLog }, { sealedNames }] = await Promise.all([
    import('#sealing'),
    import('#message-log'),
  ]);
  const days = await daysToVerify(rangeOf(options), ports);
  let total = 0;
  for (const day of days) total += (await ports.files.size(sealedNames.log(day))) ?? 0;
  const bar = stderrBar('octets', total);
  let read = 0;
  const onRead = (octets: number) => {
    read += octets;
    bar.at(read);
  };
  const verified: VerifiedDay[] = [];
  for await (const day of verifyLog(days, { ...ports, onRead })) verified.push(day);
  bar.end();
  return verified;
}

/** A folder alone: no database, no settings. */
async function verifyFolder(options: VerifyOptions): Promise<VerifiedDay[]> {
  const { files: folder, trust = [] } = options;
  if (trust.length === 0) throw new CliFault('--files needs --trust: whose roots are believed', EXIT.usage);
  if (!existsSync(folder!)) throw new CliFault(`${folder} is no folder`, EXIT.usage);
  const { readLogFiles, ...common } = await commonPorts();
  const roots = trust.flatMap((path) => readDers(path, 'CERTIFICATE'));
  const at = instantOf(options.at) ?? Date.now();
  return verifyDays(options, { ...common, files: readLogFiles(resolve(folder!)), roots, timestampRoots: roots, at });
}

/** Every sealed day of a provider and the one that is open, with its settings' roots. */
export async function verifyProvider(options: VerifyOptions): Promise<VerifiedDay[]> {
  const { logDir, timestamp } = await readSettings(options);
  if (!existsSync(logDir)) throw new CliFault(`${logDir}: nothing was sealed there yet`);
  const { verifyOpenDay } = await import('#sealing');
  const { readLogFiles, ...common } = await commonPorts();
  return withProvider(options, async ({ store, trust, now, name, domain }) => {
    const given = (options.trust ?? []).flatMap((path) => readDers(path, 'CERTIFICATE'));
    const roots = [...trust.roots.flatMap((path) => readDers(path, 'CERTIFICATE')), ...given];
    const stampRoots = [...timestamp.roots.flatMap((path) => readDers(path, 'CERTIFICATE')), ...given];
    const at = instantOf(options.at) ?? now();
    const ports = { ...common, files: readLogFiles(logDir), roots, timestampRoots: stampRoots, at, store };
    const verified = await verifyDays(options, ports);
    const open = rangeOf(options).to === undefined ? await verifyOpenDay(ports, { name, domain }) : undefined;
    return open === undefined ? verified : [...verified, open];
  });
}

function tell(days: readonly VerifiedDay[], findings: readonly LogFinding[]): void {
  const { stdout } = process;
  if (days.length === 0) return void stdout.write('There is no sealed day yet.\n');
  if (findings.length > 0)
    printRows(
      findings.map(({ day, what, seq, text }) => ({ day, what, record: seq, finding: text })),
      false,
    );
  const notes = days.flatMap(({ day, notes }) => notes.map((note) => `${day}: ${note}`));
  for (const note of notes.slice(0, NOTES_SHOWN)) stdout.write(`note: ${note}\n`);
  if (notes.length > NOTES_SHOWN) stdout.write(`note: and ${notes.length - NOTES_SHOWN} more\n`);
  const records = days.reduce((sum, day) => sum + day.records, 0);
  const span = days.length === 1 ? `${days[0]!.day}` : `${days.length} days, ${days[0]!.day} to ${days.at(-1)!.day}`;
  const verdict = findings.length === 0 ? 'everything is as it was sealed' : `${findings.length} findings`;
  stdout.write(`${span}, ${records} records: ${verdict}.\n`);
}

async function verify(options: VerifyOptions): Promise<void> {
  const days = await (options.files === undefined ? verifyProvider(options) : verifyFolder(options));
  const findings = days.flatMap((day) => day.findings);
  if (options.json === true) printJson({ ok: findings.length === 0, days });
  else tell(days, findings);
  process.exitCode = findings.length === 0 ? EXIT.ok : EXIT.fault;
}

/** `ceralacca log verify`: is the log what was sealed (spec 15.3; T135)? */
export function addLogVerify(log: Command): void {
  const more = (value: string, before: readonly string[] = []) => [...before, value];
  onProvider(
    log.command('verify').description('Is the log what was sealed? Files, signatures, time-stamps, days, database.'),
  )
    .option('--files <folder>', 'a folder of sealed files alone, wherever they are; needs --trust and no provider')
    .option('--trust <ca.pem>', 'a root that is believed, for signatures and time-stamps; may be repeated', more)
    .option('--day <day>', 'only this day, e.g. 2026-11-22')
    .option('--from <day>', 'the first day; absent: the oldest')
    .option('--to <day>', 'the last day; absent: the newest')
    .option('--at <date>', 'the instant of judging, ISO 8601; absent: now')
    .addHelpText(
      'after',
      '\nShows no record, and changes nothing. Exit code: 0 all is as it was sealed, 1 something is not, 2 bad usage.',
    )
    .action(verify);
}

import type { Command } from 'commander';
import type { CheckResult } from '#adapters/postgres';
import type { AuditReport } from '#provider';
import { describeAudit } from './describe-audit.ts';
import { CliFault, EXIT } from './exit.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson } from './print.ts';

interface CheckOptions extends ProviderOptions {
  readonly id?: string;
  readonly last?: true;
  readonly limit?: string;
}

const SHOWN = 20;
const IN_JSON = 1_000;

function perRule({ limit, json }: CheckOptions): number {
  if (limit === undefined) return json === true ? IN_JSON : SHOWN;
  const count = Number(limit);
  if (Number.isInteger(count) && count >= 1 && count <= 1_000_000) return count;
  throw new CliFault(`--limit ${limit} is no number of findings`, EXIT.usage);
}

async function check(options: CheckOptions): Promise<void> {
  if (options.id !== undefined && options.last === true)
    throw new CliFault('--id checks now, --last shows the last night: say one of them', EXIT.usage);
  const limit = perRule(options);
  const report = await withProvider(options, (provider) =>
    options.last === true ? lastReport(provider) : checkNow(provider, options.id, limit),
  );
  if (options.json === true) printJson(report);
  else process.stdout.write(describeAudit(report, options));
  process.exitCode = report.total === 0 ? EXIT.ok : EXIT.fault;
}

async function lastReport({ store }: OpenProvider): Promise<AuditReport> {
  const { LAST_AUDIT, readReport } = await import('#provider');
  const report = readReport(await store.document(LAST_AUDIT));
  if (report === undefined) throw new CliFault('no audit of the night is kept yet', EXIT.fault);
  return report;
}

async function checkNow(provider: OpenProvider, id: string | undefined, limit: number): Promise<AuditReport> {
  const { buildAuditReport } = await import('#provider');
  const at = provider.now();
  const began = performance.now();
  const result = id === undefined ? await checkEverything(provider, limit) : await checkMessage(provider, id);
  return buildAuditReport(result, at, performance.now() - began);
}

async function checkEverything({ connection, blobsDir, now }: OpenProvider, limit: number): Promise<CheckResult> {
  const [{ openFileBlobs }, { checkStore }, { systemRandom }, { auditMessage }] = await Promise.all([
    import('#adapters/files'),
    import('#adapters/postgres'),
    import('#config'),
    import('#message-log'),
  ]);
  await using blobs = await openFileBlobs({ dir: blobsDir, random: systemRandom(), legalTime: { now } });
  const question = { connection, blobs, now: now(), audit: auditMessage, perRule: limit };
  return await checkStore({ ...question, ...(process.stderr.isTTY && { onPart: showProgress }) });
}

async function checkMessage({ connection, now }: OpenProvider, text: string): Promise<CheckResult> {
  const [postgres, { auditMessage }] = await Promise.all([import('#adapters/postgres'), import('#message-log')]);
  const id = text.replace(/^<(.*)>$/, '$1');
  const result = await postgres.checkMessage(id, { connection, now: now(), audit: auditMessage });
  if (result === undefined) throw new CliFault(`nothing is known here of a message ${id}`, EXIT.fault);
  return result;
}

/** One line that is written over, and gone at the end. */
function showProgress(done: number, of: number): void {
  process.stderr.write(done === of ? '\r\x1b[K' : `\r\x1b[Kchecking: ${done} of ${of} rules`);
}

/** `ceralacca check`: the invariants of the house, as code. */
export function addCheck(program: Command): void {
  onProvider(
    program.command('check').description('Do all invariants hold? Messages, boxes, debts, log. Changes nothing.'),
  )
    .option('--id <identificativo>', 'what the log says of this one message')
    .option('--last', 'show what the provider found by itself last night')
    .option('--limit <count>', `show so many findings of each rule (${SHOWN}, with --json ${IN_JSON}); all are counted`)
    .addHelpText(
      'after',
      '\nMessages younger than 24 hours may lack what is still on its way.\nExit code: 0 all hold, 1 some do not.',
    )
    .action(check);
}

import type { Command } from 'commander';
import { isoLegalTime } from '#pec';
import {
  checkProviderCode,
  quadrimestreBefore,
  type RecordP01,
  type RecordP02,
  recordP01,
  recordsP02,
} from '#service-levels';
import { readEntries } from './duty-entries.ts';
import { CliFault, EXIT } from './exit.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { type PeriodOptions, periodOf, withPeriod } from './period-options.ts';
import { placeNewFile } from './place-file.ts';
import { printJson } from './print.ts';

interface StatsOptions extends ProviderOptions, PeriodOptions {
  readonly code: string;
  readonly out?: string;
}

function code(text: string): string {
  try {
    return checkProviderCode(text);
  } catch (fault) {
    throw new CliFault(`--code ${(fault as RangeError).message}`, EXIT.usage);
  }
}

/** One line a record, in the order of the record's fields; no field can hold a semicolon. */
function lines(p01: RecordP01, p02: readonly RecordP02[]): string {
  return [p01, ...p02].map((record) => `${Object.values(record).join(';')}\n`).join('');
}

/** What was handed in once is not written over. Throws CliFault. */
export function writeNew(path: string, text: string): void {
  try {
    placeNewFile(path, text, 0o644);
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new CliFault(`--out ${path} is there already: give another name`, EXIT.usage);
    throw new CliFault(`--out: cannot write ${path} (${code ?? fault})`);
  }
}

async function stats(options: StatsOptions): Promise<void> {
  const provider = code(options.code);
  const { p01, p02, period, hasEnded } = await withProvider(options, async (opened) => {
    const now = opened.now();
    const period = periodOf(options, quadrimestreBefore, now);
    const domains = (await opened.store.domains()).map(({ name }) => name);
    const mailboxes = (await opened.store.mailboxes()).filter(
      ({ kind, status }) => kind === 'user' && status !== 'revoked',
    ).length;
    const { PROBE_SENDERS } = await import('#provider');
    const probes = await opened.store.documents(PROBE_SENDERS, { limit: 10_000 });
    const counts = await opened.store.trafficCounts({
      from: period.begin,
      to: period.end,
      ownDomains: [...domains, opened.domain],
      notOf: probes.map(({ name }) => name.slice(PROBE_SENDERS.length)),
    });
    return {
      p01: recordP01(provider, period, { domains: domains.length, mailboxes }, counts),
      p02: recordsP02(provider, period, await readEntries(opened, 'outage'), now),
      period,
      hasEnded: now >= period.end,
    };
  });
  if (options.out !== undefined) writeNew(options.out, lines(p01, p02));
  if (options.json === true) printJson({ p01, p02, due: period.dueDay });
  else process.stdout.write(describe(p01, p02, period.dueDay));
  if (!hasEnded)
    process.stderr.write(
      `The period lasts until ${isoLegalTime(period.end - 1).slice(0, 10)}: these are not its final figures.\n`,
    );
}

function describe(p01: RecordP01, p02: readonly RecordP02[], due: string): string {
  const rows = [
    ['quadrimestre', `${p01.quadrimestre} of ${p01.year}, to be handed in by ${due}`],
    ['PEC domains', p01.domains],
    ['mailboxes', p01.mailboxes],
    ['outgoing (acceptance receipts)', p01.outgoing],
    ['incoming (taken in charge from other providers)', p01.incoming],
    ['viruses coming in', p01.virusesIn],
    ['viruses going out', p01.virusesOut],
    ['outages', p02.length === 0 ? 'none' : ''],
  ] as const;
  const outages = p02.map(
    ({ dayOfYear, type, minutes, sla }) => `  day ${dayOfYear}: type ${type}, ${minutes} min, counts: ${sla}\n`,
  );
  return rows.map(([name, value]) => `${`${name}:`.padEnd(50)}${value}\n`).join('') + outages.join('');
}

/** `ceralacca stats`: the statistics of a quadrimestre for the authority (spec 16.4; T142). */
export function addStats(program: Command): void {
  withPeriod(
    onProvider(
      program
        .command('stats')
        .description(
          'The statistics of a quadrimestre as the authority asks for them: records P01 and P02. Without --year: the last one that ended.',
        ),
    ),
  )
    .requiredOption('--code <code>', "the provider's code: VAT-…, TIN-… or IPA-…")
    .option('--out <file>', 'write the records there, fields separated by semicolons; the file must not exist')
    .addHelpText(
      'after',
      '\nDomains and mailboxes are those of now, traffic is counted in the message log, outages are those of `ceralacca outage`.\n' +
        'Counted as incoming: receipts of taking charge issued to other providers. Viruses in ordinary mail are not counted,\n' +
        'nor are the messages by which the provider probes itself.',
    )
    .action(stats);
}

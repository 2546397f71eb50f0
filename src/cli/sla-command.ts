import type { Command } from 'commander';
import { type Availability, judgeAvailability, type Quadrimestre } from '#service-levels';
import { readEntries } from './duty-entries.ts';
import { EXIT } from './exit.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { type PeriodOptions, periodOf, withPeriod } from './period-options.ts';
import { printJson } from './print.ts';

const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`;

function describe({ number, year, days }: Quadrimestre, found: Availability): string {
  const verdict = (holds: boolean) => (holds ? 'kept' : 'NOT KEPT');
  return [
    `Quadrimestre ${number} of ${year}, ${days} days.`,
    `available     ${found.percent.toFixed(3)} %, owed 99.8 %: ${verdict(found.keepsTotal)}`,
    `lost in all   ${minutes(found.lostMs)} of ${minutes(found.allowedMs)} allowed; ${minutes(Math.max(0, found.leftMs))} left`,
    `longest       ${minutes(found.longestMs)} of ${minutes(found.allowedSingleMs)} allowed: ${verdict(found.keepsSingle)}`,
    '',
  ].join('\n');
}

async function sla(options: ProviderOptions & PeriodOptions): Promise<void> {
  const { period, found } = await withProvider(options, async (provider) => {
    const now = provider.now();
    const period = periodOf(options, (current) => current, now);
    return { period, found: judgeAvailability(period, await readEntries(provider, 'outage'), now) };
  });
  if (options.json === true) printJson({ year: period.year, quadrimestre: period.number, days: period.days, ...found });
  else process.stdout.write(describe(period, found));
  process.exitCode = found.keepsTotal && found.keepsSingle ? EXIT.ok : EXIT.fault;
}

/** `ceralacca sla`: is the availability owed kept? (DM a12; spec 16.1; T141) */
export function addSla(program: Command): void {
  withPeriod(
    onProvider(
      program
        .command('sla')
        .description(
          'Is the availability owed kept? 99.8 % of a quadrimestre, no outage over half of what may be lost. Without --year: this one.',
        ),
    ),
  )
    .addHelpText('after', '\nOutages are those of `ceralacca outage`. Exit code: 0 kept, 1 not kept.')
    .action(sla);
}

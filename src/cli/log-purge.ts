import type { Command } from 'commander';
import { CliFault } from './exit.ts';
import { readSettings } from './open-disclosure.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printJson } from './print.ts';

interface PurgeOptions extends ProviderOptions {
  readonly dryRun?: true;
}

async function purge(options: PurgeOptions): Promise<void> {
  const { logDir } = await readSettings(options);
  const [{ openLogFiles }, { openLogPurge }, { systemRandom }, sealing] = await Promise.all([
    import('#adapters/files'),
    import('#adapters/postgres'),
    import('#config'),
    import('#sealing'),
  ]);
  const told = await withProvider(options, async ({ store, owner, now }) => {
    await using ofOwner = await openLogPurge(owner);
    const legalTime = { now };
    const files = await openLogFiles({ dir: logDir, random: systemRandom(), legalTime });
    const ports = { store, purge: ofOwner, files, legalTime };
    const found = await sealing.purgeable(ports);
    if (options.dryRun === true)
      return { ...found, infected: (await ofOwner.quarantinedBefore(found.quarantineBefore, 1_000_000)).length };
    let infected = 0;
    const isDone = await store.unlessBackup(async () => {
      infected = await sealing.purgeLog(found, ports);
    });
    if (!isDone) throw new CliFault('a backup is under way: nothing was deleted; try again when it is done');
    return { ...found, infected };
  });
  const { months, days, held, infected, quarantineBefore } = told;
  if (options.json === true)
    return printJson({ ...told, quarantineBefore: isoDate(quarantineBefore), dryRun: options.dryRun === true });
  const { stdout } = process;
  const verb = options.dryRun === true ? 'would be deleted' : 'deleted, and the log says so';
  if (days.length + months.length + infected === 0)
    stdout.write(`Nothing is older than ${sealing.KEPT_MONTHS} months.\n`);
  else {
    const span = days.length === 0 ? 'no files' : `files of ${days.length} days, ${days[0]} to ${days.at(-1)}`;
    stdout.write(`${span}; records of ${months.length} months; ${infected} infected messages: ${verb}.\n`);
  }
  if (held.length > 0) stdout.write(`Kept, since a younger day holds records of them: ${held.join(', ')}.\n`);
}

/** `ceralacca log purge`: what was kept for thirty months (spec 15.5; T136, T137). */
export function addLogPurge(log: Command): void {
  onProvider(
    log
      .command('purge')
      .description('Delete whole months of the log that ended over 30 months ago, and infected messages of that age.'),
  )
    .option('--dry-run', 'only say what would be deleted')
    .addHelpText(
      'after',
      '\nWorks as the owner of the database. Nothing younger is ever deleted; each file and message is written into the log.',
    )
    .action(purge);
}

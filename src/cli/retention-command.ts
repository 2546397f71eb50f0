import type { Command } from 'commander';
import { logDirOf } from './backup-places.ts';
import { CliFault } from './exit.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson } from './print.ts';

async function retention(options: ProviderOptions & { readonly dryRun?: true }): Promise<void> {
  const isDryRun = options.dryRun === true;
  const logDir = await logDirOf(options);
  const [{ openLogFiles }, { systemRandom }, { runRetention }] = await Promise.all([
    import('#adapters/files'),
    import('#config'),
    import('#provider'),
  ]);
  const told = await withProvider(options, async ({ store, owner, now }) => {
    const legalTime = { now };
    const files = await openLogFiles({ dir: logDir, random: systemRandom(), legalTime });
    return await runRetention({ store, owner, files, legalTime }, isDryRun);
  });
  if (told === undefined) throw new CliFault('a backup is under way: nothing was removed; try again when it is done');
  if (options.json === true) return printJson({ dryRun: isDryRun, ...told });
  const { logDays, logMonths, infectedMessages, dispatches, memories } = told.removed;
  const verb = isDryRun ? 'Would go' : 'Gone';
  if (Object.values(told.removed).every((count) => count === 0))
    process.stdout.write('Nothing was kept for longer than 30 months.\n');
  else
    process.stdout.write(
      `${verb}: ${logMonths} months of the log (${logDays} day files), ${infectedMessages} infected messages, ` +
        `${dispatches} sent messages' tracking, ${memories} memories of notices.\n`,
    );
  if (told.held.length > 0)
    process.stdout.write(`Kept, since a younger day holds records of them: ${told.held.join(', ')}.\n`);
}

/** `ceralacca retention`: what was kept as long as it must be goes (spec 15.5). */
export function addRetention(program: Command): void {
  const command = program
    .command('retention')
    .description('What was kept for 30 months and is no longer needed. The provider does it each night by itself.');
  onProvider(command.command('show').description('What would go now. Changes nothing.')).action((options) =>
    retention({ ...options, dryRun: true }),
  );
  onProvider(command.command('run').description('Remove it now.'))
    .option('--dry-run', 'only say what would go')
    .addHelpText('after', '\nMessages in mailboxes are never touched. The log says which of its files went.')
    .action(retention);
}

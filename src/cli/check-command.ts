import type { Command } from 'commander';
import { EXIT } from './exit.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson, printRows } from './print.ts';

async function check(options: ProviderOptions): Promise<void> {
  const [{ openFileBlobs }, { checkInvariants }, { systemRandom }, { auditMessage }] = await Promise.all([
    import('#adapters/files'),
    import('#adapters/postgres'),
    import('#config'),
    import('#message-log'),
  ]);
  const findings = await withProvider(options, async ({ connection, blobsDir, now }) => {
    await using blobs = await openFileBlobs({ dir: blobsDir, random: systemRandom(), legalTime: { now } });
    return checkInvariants({ connection, blobs, now: now(), audit: auditMessage });
  });
  if (options.json === true) printJson(findings);
  else if (findings.length === 0) process.stdout.write('Every invariant holds.\n');
  else
    printRows(
      findings.map(({ rule, where, what }) => ({ rule, where, what })),
      false,
    );
  process.exitCode = findings.length === 0 ? EXIT.ok : EXIT.fault;
}

/** `ceralacca check`: the invariants of the house, as code (design 5, spec 15.4). */
export function addCheck(program: Command): void {
  onProvider(
    program.command('check').description('Do all invariants hold? Messages, boxes, debts, log. Changes nothing.'),
  )
    .addHelpText('after', '\nExit code: 0 all hold, 1 some do not.')
    .action(check);
}

import type { Command } from 'commander';
import { CliFault } from './exit.ts';
import { openCurrentSigner } from './open-current-signer.ts';
import { readSettings } from './open-disclosure.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson } from './print.ts';
import { readDers } from './read-trust.ts';

async function seal(options: ProviderOptions): Promise<void> {
  const settings = await readSettings(options);
  const [{ nodeDigests, openLogFiles }, { openTimestamps }, { systemRandom }, { openSealing }] = await Promise.all([
    import('#adapters/files'),
    import('#provider'),
    import('#config'),
    import('#sealing'),
  ]);
  const told = await withProvider(options, async (provider) => {
    const { store, now } = provider;
    const legalTime = { now };
    const random = systemRandom();
    await using signer = await openCurrentSigner(settings, provider);
    const sealing = openSealing({
      store,
      files: await openLogFiles({ dir: settings.logDir, random, legalTime }),
      currentSigner: () => signer,
      timestamps: await openTimestamps(settings, { random, legalTime }),
      timestampRoots: settings.timestamp.roots.flatMap((path) => readDers(path, 'CERTIFICATE')),
      digests: nodeDigests,
      random,
      legalTime,
      provider: { name: settings.name, domain: settings.domain },
      node: `log-seal-${process.pid}`,
      headEveryMs: 1,
    });
    return await sealing.sealDue();
  });
  const { closed, head, stamped, stampFault, busy } = told;
  if (options.json === true) printJson({ ...told, closed: closed.map(({ day }) => day) });
  else if (busy) process.stdout.write('The provider is sealing the log itself right now.\n');
  else {
    const days =
      closed.length === 0
        ? 'no day was due'
        : `${closed.length} days closed: ${closed.map(({ day }) => day).join(', ')}`;
    process.stdout.write(`${days}; ${head ? 'a head of the open day signed; ' : ''}${stamped} time-stamps.\n`);
  }
  if (stampFault !== undefined)
    throw new CliFault(`no time-stamp can be had, it will be asked for again: ${stampFault}`);
}

/** `ceralacca log seal`: what the running provider does by itself, now. */
export function addLogSeal(log: Command): void {
  onProvider(
    log
      .command('seal')
      .description('Close the days that are over, sign a head of the open one, time-stamp what waits: now.'),
  )
    .addHelpText('after', '\nA running provider does this by itself every second; both at once do no harm.')
    .action(seal);
}

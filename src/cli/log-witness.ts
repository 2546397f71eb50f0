import type { Command } from 'commander';
import { CliFault } from './exit.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printRows } from './print.ts';

async function list(options: ProviderOptions): Promise<void> {
  const { listWitnessAlarms } = await import('#sealing');
  const alarms = await withProvider(options, ({ store }) => listWitnessAlarms(store));
  if (alarms.length === 0 && options.json !== true)
    return void process.stdout.write('No log contradicts itself, as far as was seen.\n');
  const rows = alarms.map(({ id, of, domain, at, reason, acknowledged }) => ({
    ...{ id, log: of === 'ours' ? `ours, says ${domain}` : domain, at: isoDate(at), reason },
    acknowledged: acknowledged && `${isoDate(acknowledged.at)} ${acknowledged.by}: ${acknowledged.reason}`,
  }));
  printRows(rows, options.json);
}

interface AcknowledgeOptions extends ProviderOptions {
  readonly by: string;
  readonly reason: string;
}

/** Somebody has looked: it is no alarm any more, and status tells who and why. The evidence stays. */
async function acknowledge(id: string, options: AcknowledgeOptions): Promise<void> {
  const { acknowledgementDocument, listWitnessAlarms } = await import('#sealing');
  const [by, reason] = [options.by.trim(), options.reason.trim()];
  if (by === '' || reason === '') throw new CliFault('--by and --reason must say something', 2);
  await withProvider(options, async ({ store, now }) => {
    const alarm = (await listWitnessAlarms(store)).find((one) => one.id === id);
    if (alarm === undefined) throw new CliFault(`${id}: no alarm of that name; \`log witness list\` shows them`);
    if (alarm.acknowledged !== undefined) throw new CliFault(`${id} was acknowledged by ${alarm.acknowledged.by}`);
    const at = now();
    const document = acknowledgementDocument(alarm, { at, by, reason });
    const told = `contraddizione presa in visione da ${by}: ${alarm.domain}: ${alarm.reason}; motivo: ${reason}`;
    const result = await store.commit({
      expects: [{ kind: 'document', name: document.name, sha256: undefined }],
      documents: [document],
      log: [{ instant: at, point: 'SYS', event: 'Amministrazione', eccezioni: [told] }],
    });
    if (!result.done) throw new CliFault('somebody else acknowledged it meanwhile');
  });
}

/** `ceralacca log witness`: logs that contradict themselves, and that somebody has looked (docs/sealed-log.md). */
export function addLogWitness(log: Command): void {
  const witness = log.command('witness').description('Logs that contradict themselves: those we watch, and ours.');
  onProvider(witness.command('list').description('All of them, those that nobody has looked at first.')).action(list);
  onProvider(
    witness.command('acknowledge').description('Somebody has looked; a new one alarms again.').argument('<id>'),
  )
    .requiredOption('--by <name>', 'who has looked')
    .requiredOption('--reason <text>', 'what was found, and what is done about it')
    .action(acknowledge);
}

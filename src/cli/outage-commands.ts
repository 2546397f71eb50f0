import type { Command } from 'commander';
import { OUTAGE_KINDS, type Outage, type OutageKind, outageState } from '#service-levels';
import { instantGiven, keepEntry, newEntryId, readEntries, readEntry } from './duty-entries.ts';
import { CliFault, EXIT } from './exit.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printJson, printRows } from './print.ts';

interface AddOptions extends ProviderOptions {
  readonly kind: string;
  readonly from?: string;
  readonly to?: string;
  readonly points: string;
  readonly reason: string;
  readonly outsideSla?: true;
}

const POINTS = ['AP', 'InP', 'DP'];

async function list(options: ProviderOptions): Promise<void> {
  const { outages, now } = await withProvider(options, async (provider) => ({
    outages: await readEntries(provider, 'outage'),
    now: provider.now(),
  }));
  if (outages.length === 0 && options.json !== true) {
    process.stdout.write('No outage was written down.\n');
    return;
  }
  const rows = outages.map((outage) => {
    const { id, from, to, kind, sla, points, reason } = outage;
    const state = outageState(outage, now);
    // Of one that lasts programs are told no end at all.
    const end = isoDate(to) ?? (options.json === true ? undefined : '-');
    return { id, from: isoDate(from), to: end, state, kind, counts: sla, points, reason };
  });
  printRows(rows, options.json);
}

function newOutage(options: AddOptions, { now }: OpenProvider): Outage {
  const at = now();
  if (!Object.hasOwn(OUTAGE_KINDS, options.kind))
    throw new CliFault(`--kind ${options.kind}: one of ${Object.keys(OUTAGE_KINDS).join(', ')}`, EXIT.usage);
  const points = options.points.split(',').map((point) => point.trim());
  if (!points.every((point) => POINTS.includes(point)))
    throw new CliFault(`--points ${options.points}: some of ${POINTS.join(', ')}`, EXIT.usage);
  const from = instantGiven('--from', options.from, at);
  const to = options.to === undefined ? undefined : instantGiven('--to', options.to, at);
  if (to !== undefined && to <= from) throw new CliFault('--to is not after --from', EXIT.usage);
  const ended = to === undefined ? {} : { to };
  const kind = options.kind as OutageKind;
  return {
    id: newEntryId(from),
    from,
    ...ended,
    kind,
    sla: options.outsideSla !== true,
    points,
    reason: options.reason,
  };
}

async function add(options: AddOptions): Promise<void> {
  const { id } = await withProvider(options, async (provider) => {
    const outage = newOutage(options, provider);
    await keepEntry(provider, 'outage', outage);
    return outage;
  });
  if (options.json === true) printJson({ id });
  else process.stdout.write(`${id}\n`);
}

async function end(id: string, options: ProviderOptions & { readonly at?: string }): Promise<void> {
  await withProvider(options, async (provider) => {
    const outage = await readEntry(provider, 'outage', id);
    const to = instantGiven('--at', options.at, provider.now());
    if (outage.withdrawnAt !== undefined) throw new CliFault(`${id} was withdrawn on ${isoDate(outage.withdrawnAt)}`);
    if ((outage.to ?? to) < to) throw new CliFault(`${id} ended on ${isoDate(outage.to)} already`);
    if (to <= outage.from)
      throw new CliFault(`${id} began on ${isoDate(outage.from)}: it can't end before`, EXIT.usage);
    await keepEntry(provider, 'outage', { ...outage, to });
  });
}

async function withdraw(id: string, options: ProviderOptions): Promise<void> {
  await withProvider(options, async (provider) => {
    const outage = await readEntry(provider, 'outage', id);
    const state = outageState(outage, provider.now());
    if (state !== 'announced') throw new CliFault(`${id} is not announced but ${state}: there is nothing to withdraw`);
    await keepEntry(provider, 'outage', { ...outage, withdrawnAt: provider.now() });
  });
}

/** `ceralacca outage`: when the service stood still (spec 16.2); `sla` and `stats` count by it. */
export function addOutageCommands(program: Command): void {
  const outage = program.command('outage').description('Outages of the service: what `sla` and `stats` count by.');
  onProvider(outage.command('list').description('All outages, oldest first.')).action(list);
  onProvider(outage.command('add').description('Write an outage down; without --to it lasts. Prints its name.'))
    .requiredOption('--kind <kind>', 'planned, incident or malfunction')
    .requiredOption('--reason <text>', 'what happened')
    .option('--from <date>', 'ISO 8601; default: now')
    .option('--to <date>', 'ISO 8601')
    .option('--points <list>', 'what stood still: AP, InP, DP', 'AP,InP,DP')
    .option('--outside-sla', 'does not count toward the availability owed')
    .action(add);
  onProvider(outage.command('end').description('The service works again.').argument('<id>'))
    .option('--at <date>', 'ISO 8601; default: now')
    .action(end);
  onProvider(outage.command('withdraw').description('What was announced will not be.').argument('<id>')).action(
    withdraw,
  );
}

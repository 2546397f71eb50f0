import type { Command } from 'commander';
import { dayOption } from './day-options.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printJson, printRows } from './print.ts';

interface DaysOptions extends ProviderOptions {
  readonly from?: string;
  readonly to?: string;
}

const PAGE = 1_000;

async function days(options: DaysOptions): Promise<void> {
  const { readClosedDayOctets, sealedNames } = await import('#message-log');
  const { stateOf } = await import('#sealing');
  const from = dayOption('from', options.from) ?? '';
  const to = dayOption('to', options.to) ?? '9999-12-31';
  const rows = await withProvider(options, async ({ store }) => {
    const state = await stateOf(store);
    const found: Readonly<Record<string, unknown>>[] = [];
    for (let after = ''; ; ) {
      const page = await store.documents(sealedNames.days, { limit: PAGE, after });
      for (const { bytes } of page) {
        const { day, size, octets, closed, contradiction, root } = readClosedDayOctets(bytes);
        if (day < from || day > to) continue;
        const stamped = state?.stampedDay !== undefined && day <= state.stampedDay;
        found.push({ day, records: size - 1, octets, closed: isoDate(closed), stamped, root, contradiction });
      }
      if (page.length < PAGE) break;
      after = page.at(-1)!.name;
    }
    if (state !== undefined && state.day >= from && state.day <= to) {
      const { covered } = state;
      const head = covered && { records: covered.tally.tree.size - 1, headAt: isoDate(covered.at) };
      found.push({ day: state.day, open: true, ...head });
    }
    return found;
  });
  if (options.json === true) return printJson(rows);
  if (rows.length === 0) return void process.stdout.write('No day of the log is sealed yet.\n');
  printRows(
    rows.map(({ day, records, octets, closed, stamped, root, contradiction, open, headAt }) => ({
      day,
      records,
      octets,
      closed: open === true ? `open${headAt === undefined ? '' : `, head of ${headAt}`}` : closed,
      stamped: open === true ? undefined : stamped === true ? 'yes' : 'NOT YET',
      root: typeof root === 'string' ? root.slice(0, 16) : undefined,
      ...(contradiction !== undefined && { 'NOT AS SIGNED': contradiction }),
    })),
    false,
  );
}

/** `ceralacca log days`: the days of the sealed log. */
export function addLogDays(log: Command): void {
  onProvider(log.command('days').description('The days of the log: records, size, closed and time-stamped when.'))
    .option('--from <day>', 'e.g. 2026-11-22')
    .option('--to <day>', 'until this one, itself too')
    .action(days);
}

import type { Command } from 'commander';
import type { NamedPart } from '#provider';
import { keptIndex } from '#provider-index';
import { dataFolders } from './backup-places.ts';
import { EXIT } from './exit.ts';
import { readKeySettings } from './key-settings.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { cell, isoDate, printJson } from './print.ts';

async function partsOf(options: ProviderOptions, provider: OpenProvider): Promise<readonly NamedPart[]> {
  const [{ wholeStatus }, keys, folders] = await Promise.all([
    import('#provider'),
    readKeySettings(options),
    dataFolders(options),
  ]);
  return await wholeStatus({ ...provider, keys, folders, index: () => keptIndex(provider.store) });
}

async function status(options: ProviderOptions): Promise<void> {
  const { head, parts } = await withProvider(options, async (provider) => {
    const mailboxes = (await provider.store.mailboxes()).length;
    const head = { provider: provider.name, legalTime: isoDate(provider.now()), mailboxes };
    return { head, parts: await partsOf(options, provider) };
  });
  const alarms = parts.flatMap(({ about, alarms }) => alarms.map((alarm) => ({ about, ...alarm })));
  if (options.json === true)
    printJson({
      version: 1,
      ok: alarms.length === 0,
      alarms,
      ...head,
      ...Object.assign({}, ...parts.map(({ json }) => json)),
    });
  else process.stdout.write(page(head, parts, alarms));
  process.exitCode = alarms.length === 0 ? EXIT.ok : EXIT.fault;
}

/** Alarms first; then everything, a line each. */
function page(
  { provider, legalTime, mailboxes }: { provider: string; legalTime: string | undefined; mailboxes: number },
  parts: readonly NamedPart[],
  alarms: readonly { readonly about: string; readonly text: string }[],
): string {
  const line = (name: string, value: string | undefined) => `${name.padEnd(15)}${cell(value)}\n`;
  const first = alarms.map(({ about, text }) => line(`ALARM ${about}`, text));
  const facts = parts.flatMap(({ lines }) => lines.map(([name, value]) => line(name, value)));
  return [
    `${cell(provider)}, ${mailboxes} mailboxes, ${legalTime}\n\n`,
    ...(first.length > 0 ? first : ['No alarm.\n']),
    '\n',
    ...facts,
  ].join('');
}

/** `ceralacca status`: one page on how everything stands, alarms first. */
export function addStatus(program: Command): void {
  onProvider(
    program
      .command('status')
      .description(
        'How everything stands: service, queue, clock, keys, index, sealed log, disks, backup. Alarms first.',
      ),
  )
    .addHelpText('after', '\nExit code: 0 no alarm, 1 alarms.')
    .action(status);
}

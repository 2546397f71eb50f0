import type { Command } from 'commander';
import { isAddress } from '#mime';
import { CliFault, EXIT } from './exit.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printRows } from './print.ts';
import { recordChange } from './record-change.ts';

async function list(options: ProviderOptions): Promise<void> {
  const domains = await withProvider(options, ({ store }) => store.domains());
  printRows(
    domains.map(({ name, closedChannel }) => ({ domain: name, allowOnly: closedChannel?.allowOnly })),
    options.json,
  );
}

async function add(name: string, options: ProviderOptions & { readonly allowOnly?: string }): Promise<void> {
  const domain = name.toLowerCase();
  if (!isAddress(`a@${domain}`)) throw new CliFault(`${name} is not a domain name`, EXIT.usage);
  const allowOnly = options.allowOnly?.split(',').map((entry) => entry.trim().toLowerCase());
  await withProvider(options, async (provider) => {
    if (domain === provider.domain)
      throw new CliFault(`${domain} is the provider's own mail domain, not one for holders`);
    const channel = allowOnly === undefined ? {} : { closedChannel: { allowOnly } };
    await recordChange(provider, { kind: 'put-domain', domain: { name: domain, ...channel } }, `dominio ${domain}`);
  });
  process.stdout.write(`${domain} is a PEC domain here; it is in our published record within a minute.\n`);
}

/** `ceralacca domain`: the PEC domains of a provider. */
export function addDomainCommands(program: Command): void {
  const domain = program.command('domain').description('The PEC domains of a provider.');
  onProvider(domain.command('list').description('All PEC domains.')).action(list);
  onProvider(domain.command('add').description('Add a PEC domain, or change its closed channel.').argument('<domain>'))
    .option('--allow-only <list>', 'close the channel: domains or addresses admitted, separated by commas')
    .action(add);
}

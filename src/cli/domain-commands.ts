import type { Command } from 'commander';
import { domainOf, isAddress } from '#mime';
import type { Domain } from '#ports';
import { foreignDomains, keptIndex } from '#provider-index';
import { CliFault, EXIT } from './exit.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson, printRows } from './print.ts';
import { recordChange } from './record-change.ts';

/** What is asked of the channel of a domain; absent: nothing. */
interface AskedChannel {
  readonly allowOnly?: string;
  readonly open?: true;
}

async function list(options: ProviderOptions): Promise<void> {
  const domains = await withProvider(options, ({ store }) => store.domains());
  printRows(
    domains.map(({ name, closedChannel }) => ({ domain: name, allowOnly: closedChannel?.allowOnly })),
    options.json,
  );
}

/** The domain with the channel that was asked; whose it is and its policies stay as they are. Throws CliFault. */
export function domainWith(known: Domain | undefined, name: string, { allowOnly, open }: AskedChannel): Domain {
  if (allowOnly !== undefined && open) throw new CliFault('a channel is either closed or open', EXIT.usage);
  const { closedChannel, ...rest } = known ?? { name };
  if (open) return rest;
  if (allowOnly !== undefined) return { ...rest, closedChannel: { allowOnly: admitted(allowOnly) } };
  return closedChannel === undefined ? rest : { ...rest, closedChannel };
}

function admitted(text: string): readonly string[] {
  const entries = text.split(',').map((entry) => entry.trim().toLowerCase());
  const bad = entries.find((entry) => entry !== 'ipa' && !isAddress(entry) && !isAddress(`a@${entry}`));
  if (bad !== undefined)
    throw new CliFault(`"${bad}" cannot be admitted: domains, whole addresses or ipa can`, EXIT.usage);
  return [...new Set(entries)];
}

/** Our holders' mail for it would come to us from now on. */
async function refuseForeign(name: string, { store, domain }: OpenProvider): Promise<void> {
  const [foreign] = foreignDomains([name], domain, await keptIndex(store));
  if (foreign !== undefined)
    throw new CliFault(`${name} is ${foreign.holder}'s in the index of providers; --take-over says that it moves here`);
}

interface AddOptions extends ProviderOptions, AskedChannel {
  readonly takeOver?: true;
}

async function add(given: string, options: AddOptions): Promise<void> {
  const name = given.toLowerCase();
  if (!isAddress(`a@${name}`)) throw new CliFault(`${given} is not a domain name`, EXIT.usage);
  const { known, domain } = await withProvider(options, async (provider) => {
    if (name === provider.domain)
      throw new CliFault(`${name} is the provider's own mail domain, not one for holders`, EXIT.usage);
    const known = (await provider.store.domains()).find((one) => one.name === name);
    if (known === undefined && !options.takeOver) await refuseForeign(name, provider);
    const domain = domainWith(known, name, options);
    const channel = domain.closedChannel ? `canale chiuso: ${domain.closedChannel.allowOnly.join(', ')}` : 'aperto';
    await recordChange(provider, { kind: 'put-domain', domain }, `dominio ${name}, ${channel}`);
    return { known, domain };
  });
  const was = known ? 'was a PEC domain here' : 'is a PEC domain here; it is in our published record within a minute';
  const channel = domain.closedChannel?.allowOnly;
  if (options.json === true) {
    printJson({ domain: name, isNew: known === undefined, ...(channel && { allowOnly: channel }) });
    return;
  }
  process.stdout.write(
    `${name} ${was}. ${channel ? `Its channel is closed, but to ${channel.join(', ')}` : 'Its channel is open'}.\n`,
  );
}

/** What is kept of a domain and goes with it, in words. */
export function lostWith({ closedChannel, organisation, ordinaryMail, policy, enrolment }: Domain): string {
  const lost = [
    closedChannel && `its channel, closed but to ${closedChannel.allowOnly.join(', ')}`,
    organisation !== undefined && `its organisation, ${organisation}`,
    (ordinaryMail || policy || enrolment) && 'its policies',
  ].filter((text) => typeof text === 'string');
  return lost.length > 0 ? ` With it went ${lost.join('; ')}.` : '';
}

const SHOWN = 3;

/** Throws CliFault where taking it back would take something from somebody. */
export function refuseRemoval(name: string, addresses: readonly string[], settingsDomains: readonly string[]): void {
  if (addresses.length > 0) {
    const some = addresses.slice(0, SHOWN).join(', ');
    const more = addresses.length > SHOWN ? `, and ${addresses.length - SHOWN} more` : '';
    throw new CliFault(
      `${name} has ${addresses.length} mailboxes, closed ones counted (${some}${more}): who was behind an address must stay known, so it cannot go`,
    );
  }
  if (settingsDomains.includes(name))
    throw new CliFault(`${name} stands in the settings, and every start would add it again: take it out there first`);
}

async function remove(given: string, options: ProviderOptions): Promise<void> {
  const name = given.toLowerCase();
  const removed = await withProvider(options, async (provider) => {
    const domain = (await provider.store.domains()).find((one) => one.name === name);
    if (domain === undefined) throw new CliFault(`${name} is no PEC domain here`);
    const addresses = (await provider.store.mailboxes()).map(({ address }) => address);
    const there = addresses.filter((address) => domainOf(address) === name);
    refuseRemoval(name, there, provider.settingsDomains);
    await recordChange(provider, { kind: 'remove-domain', name }, `dominio ${name}, tolto`);
    if ((await provider.store.domains()).some((one) => one.name === name))
      throw new CliFault(`${name} got a mailbox meanwhile, and stays`);
    return domain;
  });
  if (options.json === true) {
    printJson({ domain: name });
    return;
  }
  process.stdout.write(
    `${name} is no PEC domain here any more; it goes from our published record within a minute.${lostWith(removed)}\n`,
  );
}

/** `ceralacca domain`: the PEC domains of a provider. */
export function addDomainCommands(program: Command): void {
  const domain = program.command('domain').description('The PEC domains of a provider.');
  onProvider(domain.command('list').description('All PEC domains.')).action(list);
  onProvider(domain.command('add').description('Add a PEC domain, or change its closed channel.').argument('<domain>'))
    .option('--allow-only <list>', 'close the channel: domains, addresses or ipa, separated by commas')
    .option('--open', 'open a channel that is closed')
    .option('--take-over', "the domain is another provider's in the index, and moves here")
    .addHelpText('after', '\nOf a domain that is there already, what was not said stays as it is.')
    .action(add);
  onProvider(
    domain
      .command('remove')
      .description('Take back a PEC domain that has no mailboxes.')
      .argument('<domain>')
      .addHelpText(
        'after',
        '\nIts channel, policies and organisation go with it. A domain that ever had a mailbox stays.',
      ),
  ).action(remove);
}

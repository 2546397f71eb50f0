import type { Command } from 'commander';
import type { CardChange, Step } from '#ports';
import { CliFault, EXIT } from './exit.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printRows } from './print.ts';

/** Loaded when a command needs it: the others start the faster. */
const administration = () => import('#administration');

const ROLES = ['operator', 'auditor', 'organisation'];
const MOST = 10_000;

async function list(options: ProviderOptions): Promise<void> {
  const { KINDS, roleValue } = await administration();
  const rows = await withProvider(options, async ({ store }) => {
    const cards = await store.cards({ kind: KINDS.role, limit: MOST });
    return cards.map(({ id: login, value }) => ({ login, ...roleValue.parse(value) }));
  });
  printRows(rows, options.json);
}

async function give(
  given: string,
  role: string,
  options: ProviderOptions & { readonly organisation?: string },
): Promise<void> {
  const login = given.toLowerCase();
  const { organisation } = options;
  if (!ROLES.includes(role)) throw new CliFault(`${role}: one of ${ROLES.join(', ')}`, EXIT.usage);
  if ((role === 'organisation') !== (organisation !== undefined))
    throw new CliFault('--organisation goes with the role organisation, and with no other', EXIT.usage);
  const { KINDS, roleValue } = await administration();
  await withProvider(options, async (provider) => {
    const { store, now } = provider;
    const [user, mailbox, card] = await Promise.all([
      store.user(login),
      store.mailbox(login),
      store.card(KINDS.role, login),
    ]);
    if (user === undefined && mailbox === undefined)
      throw new CliFault(`${provider.name} has no login ${login}: \`account users add\` makes one`);
    if (organisation !== undefined && (await store.card(KINDS.organisation, organisation)) === undefined)
      throw new CliFault(`${provider.name} has no organisation ${organisation}`);
    const value = roleValue.parse({ role, organisation });
    const put = { kind: KINDS.role, id: login, owner: organisation ?? '', value, at: now() };
    await record(provider, { kind: 'put', card: put, was: card?.version ?? 0 }, `ruolo ${role} a ${login}`);
  });
}

async function take(given: string, options: ProviderOptions): Promise<void> {
  const login = given.toLowerCase();
  const { KINDS } = await administration();
  await withProvider(options, async (provider) => {
    const card = await provider.store.card(KINDS.role, login);
    if (card === undefined) throw new CliFault(`${login} has no role at ${provider.name}`);
    const change = { kind: 'remove', card: { kind: KINDS.role, id: login }, was: card.version } as const;
    await record(provider, change, `ruolo tolto a ${login}`);
  });
}

async function record({ store, now }: OpenProvider, change: CardChange, what: string): Promise<void> {
  const log = [{ instant: now(), point: 'SYS', event: 'Amministrazione', eccezioni: [what] }] as const;
  const step: Step = { cards: [change], log };
  if (!(await store.commit(step)).done) throw new CliFault('somebody else changed this role meanwhile: try again');
}

/** `ceralacca account role`: who works at the provider. Makes the first operator; afterwards the pages of administration do it too. */
export function addRoleCommands(account: Command): void {
  const role = account.command('role').description('Who administers this provider, over the web.');
  onProvider(role.command('list').description('Everybody with a role.')).action(list);
  onProvider(
    role
      .command('give')
      .description('Give a role to a user or to the holder of a mailbox.')
      .argument('<login>')
      .argument('<role>', ROLES.join(', ')),
  )
    .option('--organisation <id>', 'of the role organisation: whose administrator')
    .action(give);
  onProvider(role.command('take').description('Take it away.').argument('<login>')).action(take);
}

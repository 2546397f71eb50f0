import { type Command, Option } from 'commander';
import type { Grant } from '#ports';
import { CliFault, EXIT } from './exit.ts';
import { loginOf } from './login-of.ts';
import { mailboxOf } from './mailbox-commands.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printJson, printRows } from './print.ts';
import { recordChange } from './record-change.ts';

interface GrantOptions extends ProviderOptions {
  readonly level?: Grant['level'];
  readonly send?: boolean;
  /** False: no end. */
  readonly expires?: string | false;
}

/** What the options say of it; what they do not name stays as it is, above all bounds that its holder set. */
export function grantOf(
  kept: Grant | undefined,
  given: { readonly mailbox: string; readonly login: string },
  said: { readonly level?: Grant['level']; readonly send?: boolean; readonly expiresAt?: number | false },
): Grant {
  const { expiresAt: was, ...rest } = kept ?? { ...given, level: 'read' as const, maySend: false };
  const until = said.expiresAt ?? was;
  return {
    ...rest,
    ...(said.level !== undefined && { level: said.level }),
    ...(said.send !== undefined && { maySend: said.send }),
    ...(until !== undefined && until !== false && { expiresAt: until }),
  };
}

async function grant(address: string, given: string, options: GrantOptions): Promise<void> {
  const { expires: until } = options;
  const expiresAt = typeof until === 'string' ? Date.parse(until) : until;
  if (Number.isNaN(expiresAt)) throw new CliFault(`--expires ${options.expires} is not an ISO 8601 date`, EXIT.usage);
  const granted = await withProvider(options, async (provider) => {
    const mailbox = await mailboxOf(provider, address);
    const login = await loginOf(provider, given);
    if (login === mailbox.address) throw new CliFault(`${address} is his own mailbox: nothing is to be granted`);
    if (mailbox.status === 'revoked') throw new CliFault(`${address} was revoked: it is open to nobody`);
    if (mailbox.kind === 'service' && options.send)
      throw new CliFault('only the provider writes from the service mailbox');
    if (typeof expiresAt === 'number' && expiresAt <= provider.now())
      throw new CliFault(`--expires ${options.expires} is past`, EXIT.usage);
    const kept = (await provider.store.grants({ mailbox: mailbox.id })).find((one) => one.login === login);
    const { level, send } = options;
    const said = {
      ...(level !== undefined && { level }),
      ...(send !== undefined && { send }),
      ...(expiresAt !== undefined && { expiresAt }),
    };
    const put = grantOf(kept, { mailbox: mailbox.id, login }, said);
    const what = wordsOf(put);
    await recordChange(
      provider,
      { kind: 'put-grant', grant: put },
      `casella ${mailbox.address}, delega a ${login}: ${what.join(', ')}`,
    );
    return { ...put, mailbox: mailbox.address, expires: isoDate(put.expiresAt) ?? null };
  });
  const { mailbox, login, level, maySend, expires, folders } = granted;
  const bounds = { folders: folders?.length ?? null, needsApproval: granted.needsApproval === true };
  if (options.json === true) printJson({ mailbox, login, level, maySend, expires, ...bounds });
  else
    process.stdout.write(
      `${mailbox} is open to ${login} (${level}${maySend ? ', may send' : ''}${
        granted.needsApproval ? ' after approval' : ''
      }${folders ? `, ${folders.length} folders only` : ''}${expires ? `, until ${expires}` : ''}).\n`,
    );
}

/** As the log has it. */
function wordsOf({ level, maySend, expiresAt, folders, needsApproval }: Grant): readonly string[] {
  return [
    level,
    ...(maySend ? ['invio'] : []),
    ...(needsApproval ? ['con approvazione'] : []),
    ...(folders ? [`solo ${folders.length} cartelle`] : []),
    ...(expiresAt ? [`fino a ${isoDate(expiresAt)}`] : []),
  ];
}

async function revoke(address: string, given: string, options: ProviderOptions): Promise<void> {
  const login = given.toLowerCase();
  await withProvider(options, async (provider) => {
    const { id, address: own } = await mailboxOf(provider, address);
    const kept = await provider.store.grants({ mailbox: id });
    if (!kept.some((one) => one.login === login)) throw new CliFault(`${own} is not granted to ${login}`);
    await recordChange(
      provider,
      { kind: 'remove-grant', mailbox: id, login },
      `casella ${own}, delega a ${login} tolta`,
    );
  });
}

async function list(
  address: string | undefined,
  options: ProviderOptions & { readonly login?: string },
): Promise<void> {
  const { login } = options;
  if ((address === undefined) === (login === undefined))
    throw new CliFault('say the address of a mailbox, or --login LOGIN', EXIT.usage);
  const rows = await withProvider(options, async (provider) => {
    const { store } = provider;
    const of = address === undefined ? { login: login! } : { mailbox: (await mailboxOf(provider, address)).id };
    return Promise.all(
      (await store.grants(of)).map(async ({ mailbox, login, level, maySend, expiresAt }) => {
        const expires = isoDate(expiresAt) ?? null;
        const isOver = expiresAt !== undefined && expiresAt <= provider.now();
        return { mailbox: (await store.mailboxById(mailbox))?.address, login, level, maySend, expires, isOver };
      }),
    );
  });
  printRows(rows, options.json);
}

/** `ceralacca mailbox grant`, `revoke-grant`, `grants`: who else works in a mailbox. */
export function addGrantCommands(mailbox: Command): void {
  onProvider(
    mailbox
      .command('grant')
      .description(
        'Open a mailbox to a user or another holder, or change what is said of what he may do; he logs in as himself, or as ADDRESS*LOGIN.',
      )
      .argument('<address>')
      .argument('<login>', 'login of a user, or address of another mailbox'),
  )
    .addOption(
      new Option(
        '--level <level>',
        'read (a new grant without this option): all folders; write: also flags, copies, deletion; manage: also folders and rights',
      ).choices(['read', 'write', 'manage']),
    )
    .option('--send', 'may hand in messages written from this mailbox')
    .option('--no-send', 'may not any more')
    .option('--expires <date>', 'until this date, ISO 8601')
    .option('--no-expires', 'without end')
    .action(grant);
  onProvider(
    mailbox.command('revoke-grant').description('Take it back.').argument('<address>').argument('<login>'),
  ).action(revoke);
  onProvider(mailbox.command('grants').description('Who else works in a mailbox.').argument('[address]'))
    .option('--login <login>', 'instead: in which mailboxes he works')
    .action(list);
}

import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { joinSteps } from '#issuing';
import { domainOf, isAddress } from '#mime';
import type { Mailbox, OrdinaryMailPolicy } from '#ports';
import { CliFault, EXIT } from './exit.ts';
import { type HolderOptions, holderStep, saysHolder, withHolderOptions } from './holder-options.ts';
import { demandAnother, newPassword } from './new-password.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson, printRows } from './print.ts';
import { recordChange } from './record-change.ts';

/** The mailbox of an address, or a fault that names it. */
export async function mailboxOf(provider: OpenProvider, address: string): Promise<Mailbox> {
  const mailbox = await provider.store.mailbox(address);
  if (mailbox === undefined) throw new CliFault(`${provider.name} has no mailbox ${address}`);
  return mailbox;
}

function row(mailbox: Mailbox): Readonly<Record<string, unknown>> {
  const { address, holder, kind, status, quotaBytes, ordinaryMail } = mailbox;
  return { address, holder, kind, status, quotaBytes, ordinaryMail: ordinaryMail.kind };
}

async function list(options: ProviderOptions): Promise<void> {
  printRows((await withProvider(options, ({ store }) => store.mailboxes())).map(row), options.json);
}

async function show(address: string, options: ProviderOptions): Promise<void> {
  const shown = await withProvider(options, async (provider) => {
    const mailbox = await mailboxOf(provider, address);
    const { id, receiptsFolder = 'INBOX' } = mailbox;
    return { ...row(mailbox), receiptsFolder, ...(await provider.store.mailboxUse(id)), id };
  });
  if (options.json === true) printJson(shown);
  else
    printRows(
      Object.entries(shown).map(([what, value]) => ({ what, value })),
      false,
    );
}

interface AddOptions extends ProviderOptions, HolderOptions {
  readonly holder: string;
  readonly quota?: string;
  readonly passwordStdin?: true;
}

function octets(text: string): number {
  const found = /^(\d{1,15})(?:\s*([kMGT])B?)?$/.exec(text);
  if (found === null) throw new CliFault(`--quota ${text} is no size: 1048576, 500M, 2G`, EXIT.usage);
  return Number(found[1]) * 1024 ** (found[2] === undefined ? 0 : 'kMGT'.indexOf(found[2]) + 1);
}

async function add(address: string, options: AddOptions): Promise<void> {
  if (!isAddress(address)) throw new CliFault(`${address} is not an address`, EXIT.usage);
  if (options.passwordStdin === true && options.taxCode === '-')
    throw new CliFault('standard input gives the password or the tax code, not both', EXIT.usage);
  const { password, hash } = await newPassword(options.passwordStdin === true);
  const id = randomUUID();
  const isKnown = saysHolder(options);
  await withProvider(options, async (provider) => {
    const domains = await provider.store.domains();
    const domain = domains.find(({ name }) => name === domainOf(address));
    if (domain === undefined)
      throw new CliFault(`${domainOf(address)} is none of ${domains.map(({ name }) => name).join(', ')}`);
    if ((await provider.store.mailbox(address)) !== undefined) throw new CliFault(`${address} is there already`);
    if ((await provider.store.user(address)) !== undefined)
      throw new CliFault(`${address} is the login of a user: two cannot log in alike`);
    const { quotaBytes, ordinaryMail } = provider.newMailbox;
    const mailbox: Mailbox = {
      id,
      address: address.toLowerCase(),
      holder: options.holder,
      kind: 'user',
      status: 'active',
      quotaBytes: options.quota === undefined ? quotaBytes : octets(options.quota),
      ordinaryMail: { kind: ordinaryMail },
      passwordHash: hash,
      ...(domain.organisation !== undefined && { organisation: domain.organisation }),
    };
    const held = isKnown ? await holderStep(provider, mailbox, options.holder, options) : undefined;
    const change = { kind: 'put-mailbox', mailbox } as const;
    const told = held === undefined ? '' : `; ${held.told}`;
    const demand = await demandAnother(provider, mailbox.address, password);
    const besides = joinSteps(held?.step ?? {}, demand);
    await recordChange(provider, change, `casella ${mailbox.address}, nuova${told}`, besides);
  });
  if (options.json === true) printJson({ address, id, password: password ?? null, holderWritten: isKnown });
  else
    process.stdout.write(
      `${address} is open.${password === undefined ? '' : ` Password: ${password}`}\n${isKnown ? '' : UNKNOWN_HOLDER}`,
    );
}

const UNKNOWN_HOLDER =
  'Nobody is written down as its holder: once closed it can be given to nobody again. `mailbox holder` writes him down.\n';

interface HolderCommandOptions extends ProviderOptions, HolderOptions {
  readonly name?: string;
}

async function writeHolder(address: string, options: HolderCommandOptions): Promise<void> {
  const name = await withProvider(options, async (provider) => {
    const mailbox = await mailboxOf(provider, address);
    if (mailbox.kind === 'service') throw new CliFault('the service mailbox belongs to the provider');
    if (mailbox.status === 'revoked')
      throw new CliFault(`${address} was revoked while nobody knew whose it was: it stays closed`);
    const holder = options.name ?? mailbox.holder;
    const { step, told } = await holderStep(provider, mailbox, holder, options);
    const change = { kind: 'change-mailbox', id: mailbox.id, change: { holder } } as const;
    await recordChange(provider, change, `casella ${mailbox.address}, ${told}`, step);
    return holder;
  });
  if (options.json === true) printJson({ address, holder: name });
  else process.stdout.write(`${name} is written down as the holder of ${address}, from now on.\n`);
}

async function quota(address: string, size: string, options: ProviderOptions): Promise<void> {
  const quotaBytes = octets(size);
  await withProvider(options, async (provider) => {
    const mailbox = { ...(await mailboxOf(provider, address)), quotaBytes };
    await recordChange(provider, { kind: 'put-mailbox', mailbox }, `casella ${mailbox.address}, spazio ${quotaBytes}`);
  });
}

interface OrdinaryOptions extends ProviderOptions {
  readonly text?: string;
  readonly from?: string;
}

async function ordinary(address: string, kind: string, options: OrdinaryOptions): Promise<void> {
  if (kind !== 'accept' && kind !== 'refuse') throw new CliFault('say accept or refuse', EXIT.usage);
  const from = options.from === undefined ? undefined : Date.parse(options.from);
  if (Number.isNaN(from)) throw new CliFault(`--from ${options.from} is not an ISO 8601 date`, EXIT.usage);
  const policy: OrdinaryMailPolicy =
    kind === 'accept'
      ? { kind }
      : {
          kind,
          ...(options.text === undefined ? {} : { text: options.text }),
          ...(from === undefined ? {} : { from }),
        };
  await withProvider(options, async (provider) => {
    const mailbox = { ...(await mailboxOf(provider, address)), ordinaryMail: policy };
    await recordChange(
      provider,
      { kind: 'put-mailbox', mailbox },
      `casella ${mailbox.address}, posta ordinaria: ${kind}`,
    );
  });
}

/** `ceralacca mailbox`: who has a box, how big it is, what it does with ordinary mail. */
export function addMailboxCommands(program: Command): Command {
  const mailbox = program.command('mailbox').description('The mailboxes of a provider.');
  onProvider(mailbox.command('list').description('All mailboxes.')).action(list);
  onProvider(mailbox.command('show').description('One mailbox and what it holds.').argument('<address>')).action(show);
  const adding = mailbox
    .command('add')
    .description('Open a mailbox; its password is printed once, and the web asks for another one.');
  withHolderOptions(onProvider(adding.argument('<address>')))
    .requiredOption('--holder <name>', 'who holds it')
    .option('--quota <size>', 'octets, or 500M, 2G')
    .option('--password-stdin', 'read the password from standard input instead of making one')
    .action(add);
  const holder = mailbox
    .command('holder')
    .description('Write down who holds a mailbox that was made without saying so; never without evidence.');
  withHolderOptions(onProvider(holder.argument('<address>')))
    .option('--name <name>', 'who it is; else as the mailbox is known')
    .action(writeHolder);
  onProvider(mailbox.command('quota').description('Change its size.').argument('<address>').argument('<size>')).action(
    quota,
  );
  onProvider(
    mailbox
      .command('ordinary')
      .description('What it does with mail that is not PEC: accept or refuse.')
      .argument('<address>')
      .argument('<policy>', 'accept or refuse'),
  )
    .option('--text <text>', 'what a refused sender is told')
    .option('--from <date>', 'refuse from this date on')
    .action(ordinary);
  return mailbox;
}

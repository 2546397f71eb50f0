import type { Command } from 'commander';
import type { MailboxStatus } from '#ports';
import { addAccessCommands } from './access-commands.ts';
import { CliFault } from './exit.ts';
import { mailboxOf } from './mailbox-commands.ts';
import { demandAnother, newPassword } from './new-password.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson } from './print.ts';
import { recordChange } from './record-change.ts';
import { addRoleCommands } from './role-commands.ts';
import { addSignInKeyCommands } from './sign-in-key-commands.ts';
import { addUserCommands } from './user-commands.ts';

async function changePassword(
  address: string,
  options: ProviderOptions & { readonly passwordStdin?: true },
): Promise<void> {
  const { password, hash } = await newPassword(options.passwordStdin === true);
  await withProvider(options, async (provider) => {
    const { id, kind, address: known } = await mailboxOf(provider, address);
    if (kind === 'service') throw new CliFault('the service mailbox belongs to the provider: nobody logs in to it');
    const change = { passwordHash: hash };
    const demand = await demandAnother(provider, known, password);
    await recordChange(provider, { kind: 'change-mailbox', id, change }, `casella ${known}, nuova password`, demand);
  });
  if (options.json === true) printJson({ address, password: password ?? null });
  else process.stdout.write(password === undefined ? 'The password is changed.\n' : `New password: ${password}\n`);
}

const STATUS: readonly (readonly [string, MailboxStatus, string])[] = [
  ['suspend', 'suspended', 'Suspend the holder: he may read, not write; delivery to him is refused for now.'],
  ['resume', 'active', 'End a suspension.'],
  ['receive-only', 'receive-only', 'He may read and receive, not send.'],
  ['read-only', 'read-only', 'He may read; nothing comes in any more, and he may not send.'],
  ['revoke', 'revoked', 'Close the account for good: nobody logs in, the address no longer exists to senders.'],
];

async function changeStatus(address: string, status: MailboxStatus, options: ProviderOptions): Promise<void> {
  await withProvider(options, async (provider) => {
    const held = await mailboxOf(provider, address);
    if (held.status === 'revoked') throw new CliFault(`${address} was revoked, and stays so`);
    const change = { kind: 'change-mailbox', id: held.id, change: { status } } as const;
    await recordChange(provider, change, `casella ${held.address}, stato ${status}`);
  });
}

/** `ceralacca account`: a holder's password and standing, and the users who have no mailbox. */
export function addAccountCommands(program: Command): void {
  const account = program.command('account').description('Passwords and standing of holders; users.');
  onProvider(
    account
      .command('password')
      .description('Give a new password; it is printed once, and the web asks for another one.')
      .argument('<address>'),
  )
    .option('--password-stdin', 'read it from standard input instead of making one')
    .action(changePassword);
  for (const [verb, status, words] of STATUS) {
    onProvider(account.command(verb).description(words).argument('<address>')).action(
      (address: string, options: ProviderOptions) => changeStatus(address, status, options),
    );
  }
  addAccessCommands(account);
  addUserCommands(account);
  addRoleCommands(account);
  addSignInKeyCommands(account);
}

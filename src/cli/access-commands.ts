import type { Command } from 'commander';
import { loginOf } from './login-of.ts';
import { mailboxOf } from './mailbox-commands.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { openSignInOf } from './open-sign-in.ts';
import { isoDate, printJson, printRows } from './print.ts';

/** Sign-in is loaded when a command needs it: the others start the faster. */
const book = () => import('#sign-in');

async function freeze(address: string, options: ProviderOptions & { readonly reason?: string }): Promise<void> {
  await withProvider(options, async (provider) => {
    const mailbox = await mailboxOf(provider, address);
    await (await book()).freezeMailbox(await openSignInOf(provider), mailbox, {
      by: 'operator',
      reason: options.reason,
    });
  });
}

async function unfreeze(address: string, options: ProviderOptions): Promise<void> {
  await withProvider(options, async (provider) => {
    const mailbox = await mailboxOf(provider, address);
    await (await book()).unfreezeMailbox(await openSignInOf(provider), mailbox, 'operator');
  });
}

async function sessions(given: string, options: ProviderOptions & { readonly end?: true }): Promise<void> {
  const rows = await withProvider(options, async (provider) => {
    const login = await loginOf(provider, given);
    const signIn = await openSignInOf(provider);
    const { describeDevice, adminRecord } = await book();
    const open = await signIn.sessions.list(login);
    if (options.end === true) {
      const log = [adminRecord(provider.now(), `utente ${login}, sessioni chiuse dal gestore: ${open.length}`)];
      await provider.store.commit({ cards: await signIn.sessions.endAll(login), log });
    }
    return open.map(({ device, peer, since, lastSeen }) => {
      return { device: describeDevice(device, 'en'), peer, since: isoDate(since), lastSeen: isoDate(lastSeen) };
    });
  });
  printRows(rows, options.json);
}

async function resetSecondFactor(given: string, options: ProviderOptions): Promise<void> {
  await withProvider(options, async (provider) => {
    const login = await loginOf(provider, given);
    await (await book()).resetSecondFactor(await openSignInOf(provider), login, 'operatore');
  });
}

async function firstLogin(given: string, options: ProviderOptions): Promise<void> {
  const made = await withProvider(options, async (provider) => {
    const login = await loginOf(provider, given);
    const { makeFirstLogin, adminRecord } = await book();
    const { link, until, cards } = await makeFirstLogin(await openSignInOf(provider), login);
    const log = [adminRecord(provider.now(), `utente ${login}, nuovo collegamento di primo accesso`)];
    await provider.store.commit({ cards, log });
    return { login, link, until: isoDate(until) };
  });
  if (options.json === true) printJson(made);
  else process.stdout.write(`${made.link}\nIt opens once, until ${made.until}, and is shown only now.\n`);
}

/** `ceralacca account freeze` and others: how somebody comes in over the web, and what he may send. */
export function addAccessCommands(account: Command): void {
  onProvider(
    account
      .command('freeze')
      .description('Stop sending from a mailbox at once; receiving and reading go on. Its holder is told by letter.')
      .argument('<address>'),
  )
    .option('--reason <text>', 'why; its holder reads it')
    .action(freeze);
  onProvider(
    account.command('unfreeze').description('Let it send again, whoever stopped it.').argument('<address>'),
  ).action(unfreeze);
  onProvider(account.command('sessions').description('Who is in over the web as this login.').argument('<login>'))
    .option('--end', 'end them all')
    .action(sessions);
  onProvider(
    account
      .command('reset-second-factor')
      .description('Take away authenticator, passkeys and recovery codes of somebody who was identified again.')
      .argument('<login>'),
  ).action(resetSecondFactor);
  onProvider(
    account
      .command('first-login')
      .description('A link with which somebody who was identified chooses his password; it is printed once.')
      .argument('<login>'),
  ).action(firstLogin);
}

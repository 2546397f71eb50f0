import type { Command } from 'commander';
import type { User } from '#ports';
import { CliFault, EXIT } from './exit.ts';
import { demandAnother, newPassword } from './new-password.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { printJson, printRows } from './print.ts';
import { recordChange } from './record-change.ts';

/** No `*`, which parts a mailbox from a login (`address*login`). */
const LOGIN = /^[a-z0-9][a-z0-9._@+-]{0,127}$/;

async function userOf(provider: OpenProvider, login: string): Promise<User> {
  const user = await provider.store.user(login);
  if (user === undefined) throw new CliFault(`${provider.name} has no user ${login}`);
  return user;
}

async function list(options: ProviderOptions): Promise<void> {
  const rows = await withProvider(options, async ({ store }) => {
    const users = await store.users();
    return Promise.all(
      users.map(async ({ login, name, status }) => {
        return { login, name, status, mailboxes: (await store.grants({ login })).length };
      }),
    );
  });
  printRows(rows, options.json);
}

interface PasswordOptions extends ProviderOptions {
  readonly passwordStdin?: true;
}

async function add(given: string, options: PasswordOptions & { readonly name: string }): Promise<void> {
  const login = given.toLowerCase();
  if (!LOGIN.test(login)) throw new CliFault(`${given} is no login: letters, digits and . _ @ + -`, EXIT.usage);
  const { password, hash } = await newPassword(options.passwordStdin === true);
  await withProvider(options, async (provider) => {
    if ((await provider.store.user(login)) !== undefined) throw new CliFault(`${login} is there already`);
    if ((await provider.store.mailbox(login)) !== undefined)
      throw new CliFault(`${login} is a mailbox, and its holder logs in with that address`);
    const user: User = { login, name: options.name, status: 'active', passwordHash: hash };
    const demand = await demandAnother(provider, login, password);
    await recordChange(provider, { kind: 'put-user', user }, `utente ${login}, nuovo`, demand);
  });
  if (options.json === true) printJson({ login, password: password ?? null });
  else process.stdout.write(`${login} is a user.${password === undefined ? '' : ` Password: ${password}`}\n`);
}

async function changePassword(login: string, options: PasswordOptions): Promise<void> {
  const { password, hash } = await newPassword(options.passwordStdin === true);
  await withProvider(options, async (provider) => {
    const user = { ...(await userOf(provider, login)), passwordHash: hash };
    const demand = await demandAnother(provider, user.login, password);
    await recordChange(provider, { kind: 'put-user', user }, `utente ${user.login}, nuova password`, demand);
  });
  if (options.json === true) printJson({ login, password: password ?? null });
  else process.stdout.write(password === undefined ? 'The password is changed.\n' : `New password: ${password}\n`);
}

async function changeStatus(login: string, status: User['status'], options: ProviderOptions): Promise<void> {
  await withProvider(options, async (provider) => {
    const user = { ...(await userOf(provider, login)), status };
    await recordChange(provider, { kind: 'put-user', user }, `utente ${user.login}, stato ${status}`);
  });
}

/** `ceralacca account users`: people who log in without a mailbox of their own, to work in those granted to them. */
export function addUserCommands(account: Command): void {
  const users = account
    .command('users')
    .alias('user')
    .description('People without a mailbox of their own, who work in those granted to them (mailbox grant).');
  onProvider(users.command('list').description('All users.')).action(list);
  onProvider(
    users
      .command('add')
      .description('Add a user; the password is printed once, and the web asks for another one.')
      .argument('<login>'),
  )
    .requiredOption('--name <name>', 'who it is')
    .option('--password-stdin', 'read the password from standard input instead of making one')
    .action(add);
  onProvider(
    users
      .command('password')
      .description('Give a new password; it is printed once, and the web asks for another one.')
      .argument('<login>'),
  )
    .option('--password-stdin', 'read it from standard input instead of making one')
    .action(changePassword);
  onProvider(
    users.command('suspend').description('Shut a user out; what is granted to him is kept.').argument('<login>'),
  ).action((login: string, options: ProviderOptions) => changeStatus(login, 'suspended', options));
  onProvider(users.command('resume').description('End a suspension.').argument('<login>')).action(
    (login: string, options: ProviderOptions) => changeStatus(login, 'active', options),
  );
}

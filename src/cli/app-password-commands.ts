import { type Command, Option } from 'commander';
import { makeAppPassword } from '#accounts';
import { hashPassword } from '#adapters/argon2';
import type { AppPassword } from '#ports';
import { CliFault, EXIT } from './exit.ts';
import { loginOf } from './login-of.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printJson, printRows } from './print.ts';
import { recordChange } from './record-change.ts';

/** Not revoked, of one login: every program of every device, and then some. */
const MOST = 100;

interface CreateOptions extends ProviderOptions {
  readonly name: string;
  readonly scope: AppPassword['scope'];
}

async function create(given: string, options: CreateOptions): Promise<void> {
  const { name, scope } = options;
  if (name.trim() === '' || name.length > 100) throw new CliFault('--name has 1 to 100 characters', EXIT.usage);
  const { systemRandom } = await import('#config');
  const made = await withProvider(options, async (provider) => {
    const login = await loginOf(provider, given);
    const kept = await provider.store.appPasswords(login);
    if (kept.filter(({ revokedAt }) => revokedAt === undefined).length >= MOST)
      throw new CliFault(`${login} has ${MOST} application passwords: revoke some first`);
    const { id, secret, canonical } = makeAppPassword(systemRandom(), new Set(kept.map((one) => one.id)));
    const passwordHash = await hashPassword(canonical);
    const appPassword = { id, login, name, scope, passwordHash, createdAt: provider.now() };
    await recordChange(
      provider,
      { kind: 'put-app-password', appPassword },
      `utente ${login}, nuova password di applicazione ${id} (${scope}): ${name}`,
    );
    return { login, id, name, scope, secret };
  });
  if (options.json === true) printJson(made);
  else
    process.stdout.write(`Application password ${made.id} of ${made.login}: ${made.secret}\nIt is shown only now.\n`);
}

async function list(given: string, options: ProviderOptions): Promise<void> {
  const kept = await withProvider(options, async (provider) =>
    provider.store.appPasswords(await loginOf(provider, given)),
  );
  printRows(
    kept.map(({ id, name, scope, createdAt, revokedAt }) => {
      return { id, name, scope, created: isoDate(createdAt), revoked: isoDate(revokedAt) ?? null };
    }),
    options.json,
  );
}

async function revoke(given: string, id: string, options: ProviderOptions): Promise<void> {
  await withProvider(options, async (provider) => {
    const login = await loginOf(provider, given);
    const kept = (await provider.store.appPasswords(login)).find((one) => one.id === id.toLowerCase());
    if (kept === undefined) throw new CliFault(`${login} has no application password ${id}`);
    if (kept.revokedAt !== undefined) throw new CliFault(`${kept.id} was revoked on ${isoDate(kept.revokedAt)}`);
    await recordChange(
      provider,
      { kind: 'put-app-password', appPassword: { ...kept, revokedAt: provider.now() } },
      `utente ${login}, password di applicazione ${kept.id} revocata`,
    );
  });
}

/** `ceralacca app-password`: a password for one program, which can be taken back without touching the others. */
export function addAppPasswordCommands(program: Command): void {
  const appPassword = program
    .command('app-password')
    .description('Passwords for single programs, of a holder or a user; each can be revoked alone.');
  onProvider(appPassword.command('create').description('Make one; it is printed once.').argument('<login>'))
    .requiredOption('--name <name>', 'for what, e.g. "Thunderbird on the laptop"')
    .addOption(
      new Option('--scope <scope>', 'read: IMAP and POP3 only; send: submission only')
        .choices(['all', 'read', 'send'])
        .default('all'),
    )
    .action(create);
  onProvider(appPassword.command('list').description('All of one login.').argument('<login>')).action(list);
  onProvider(
    appPassword
      .command('revoke')
      .description('Take one back; programs that are connected finish what they are doing.')
      .argument('<login>')
      .argument('<id>', 'the first four letters'),
  ).action(revoke);
}

import { rename } from 'node:fs/promises';
import type { Command } from 'commander';
import { CliFault, EXIT } from './exit.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { openSignInOf } from './open-sign-in.ts';
import { printJson, printRows } from './print.ts';
import { recordAct } from './record-change.ts';

/** The roof is loaded when a command needs it: the others start the faster. */
const provide = () => import('#provider');

async function keysOf({ store, now, signInKey }: OpenProvider) {
  const [{ readSignInKeys }, { systemRandom }] = await Promise.all([provide(), import('#config')]);
  return await readSignInKeys(signInKey.file, { store, random: systemRandom(), now }, signInKey.environment);
}

async function sealsOf(provider: OpenProvider, keys: readonly Uint8Array[]) {
  const signIn = await openSignInOf(provider, keys);
  return { store: provider.store, legalTime: { now: () => provider.now() }, signIn };
}

async function status(options: ProviderOptions): Promise<void> {
  const told = await withProvider(options, async (provider) => {
    const { countOldSeals, isAllNew } = await provide();
    const keys = await keysOf(provider);
    const old = await countOldSeals(await sealsOf(provider, keys));
    return { keys: keys.length, ...old, olderKeysMayGo: keys.length > 1 && isAllNew(old) };
  });
  if (options.json === true) return printJson(told);
  printRows(
    [
      { what: 'keys (the first writes, the others only read)', count: told.keys },
      { what: 'authenticators sealed with an older key', count: told.authenticators },
      { what: 'personal data sealed with an older key', count: told.personalData },
      { what: 'secrets of webhooks sealed with an older key', count: told.webhooks },
      { what: 'people whose recovery codes need an older key', count: told.recoveryCodes },
    ],
    false,
  );
  if (told.olderKeysMayGo)
    process.stdout.write(
      `Nothing is sealed with the older keys: their lines may be taken away, and every process with pages started anew.${
        told.recoveryCodes > 0
          ? ` The recovery codes of ${told.recoveryCodes} people end with them; they are told.`
          : ''
      }\n`,
    );
  else if (told.keys > 1)
    process.stdout.write('The older keys are still needed: processes with pages seal anew when they start.\n');
}

async function rotate(options: ProviderOptions): Promise<void> {
  const file = await withProvider(options, async (provider) => {
    const { newKeyText, parseKeys, readKeyText, writeKeyFile } = await provide();
    const { file, environment } = provider.signInKey;
    if (environment.CERALACCA_SIGN_IN_KEY !== undefined)
      throw new CliFault(
        'the keys are given in CERALACCA_SIGN_IN_KEY: put a new one before them there, with a space between',
      );
    await keysOf(provider);
    const text = (await readKeyText(file)) ?? '';
    const { systemRandom } = await import('#config');
    const next = `${newKeyText(systemRandom())}${text}`;
    parseKeys(next, file);
    await writeKeyFile(file, next);
    await recordAct(provider, 'chiave degli accessi: nuova chiave in vigore, la precedente legge soltanto');
    return file;
  });
  if (options.json === true) printJson({ file });
  else
    process.stdout.write(
      `A new key is the first line of ${file}; keep a copy apart, and give the file to every process with pages.\nStart them anew: they seal everything with it in the background. \`account key status\` says when the old line may go.\n`,
    );
}

async function startOver(options: ProviderOptions & { readonly yes?: true }): Promise<void> {
  if (options.yes !== true)
    throw new CliFault(
      'this takes away authenticators, recovery codes, names and tax codes of holders that the lost key sealed, for ever: read docs/sign-in.md, then say --yes',
      EXIT.usage,
    );
  const told = await withProvider(options, async (provider) => {
    const roof = await provide();
    await refuseServed(provider);
    const keys = await newKeys(provider);
    const ground = await sealsOf(provider, keys);
    const lost = await roof.forgetLost(ground);
    const { factors, personal, webhooks } = lost;
    await recordAct(
      provider,
      `chiave degli accessi perduta, si ricomincia: ${factors.shutOut.length} senza più accesso, ${factors.lessened.length} con una passkey sola, ${personal.holdings} titolari illeggibili, ${personal.requests} richieste cancellate, ${webhooks} webhook senza segreto`,
    );
    return { file: provider.signInKey.file, ...factors, ...personal, webhooks };
  });
  if (options.json === true) return printJson(told);
  const lines = [
    `${told.shutOut.length} people lost their second factor, and with it their password: identify them again, then \`account first-login LOGIN\`.`,
    ...told.shutOut.map((login) => `  ${login}`),
    `${told.lessened.length} people come in with their passkey, and have no authenticator or recovery codes any more.`,
    `${told.holdings} holders cannot be read any more: \`mailbox holder\` writes them down anew, with evidence.`,
    `${told.requests} requests for mailboxes are gone; who made them begins anew.`,
    `${told.webhooks} webhooks fail until their owners make others.`,
    `The new key is in ${told.file}. Keep a copy apart.`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Who serves would go on with the old key in memory, or without one. */
async function refuseServed({ store, now, name, running }: OpenProvider): Promise<void> {
  const { HEARTBEAT, SILENCE_MS } = await provide();
  const beat = await store.document(HEARTBEAT);
  if (running && beat !== undefined && now() - beat.at < SILENCE_MS)
    throw new CliFault(`${name} is being served: stop all its processes, wait two minutes, and try again`);
}

/** What the file or the environment has now, if anything: what it opens is not lost. Else a new one; what lies there is put aside. */
async function newKeys(provider: OpenProvider): Promise<readonly Uint8Array[]> {
  const { newKeyText, parseKeys, readKeyText, writeKeyFile } = await provide();
  const { file, environment } = provider.signInKey;
  const isWell = await keysOf(provider).then(
    () => true,
    () => false,
  );
  if (isWell)
    throw new CliFault('the key is there and opens what it sealed: nothing is lost. `account key rotate` changes it');
  const given = environment.CERALACCA_SIGN_IN_KEY;
  if (given !== undefined) return parseKeys(given, 'CERALACCA_SIGN_IN_KEY');
  const kept = await readKeyText(file);
  if (kept !== undefined) await rename(file, `${file}.put-aside-${provider.now()}`);
  const { systemRandom } = await import('#config');
  const text = newKeyText(systemRandom());
  await writeKeyFile(file, text);
  return parseKeys(text, file);
}

/** `ceralacca account key`: what seals second factors and personal data. */
export function addSignInKeyCommands(account: Command): void {
  const key = account.command('key').description('The key that seals second factors and personal data.');
  onProvider(key.command('status').description('What is still sealed with older keys.')).action(status);
  onProvider(
    key.command('rotate').description('Put a new key in force; the old one goes on reading until it is taken away.'),
  ).action(rotate);
  onProvider(
    key
      .command('start-over')
      .description(
        'The key is lost for ever: take away what it sealed, with a new key. Nobody comes in with less than before.',
      ),
  )
    .option('--yes', 'it is lost for ever')
    .action(startOver);
}

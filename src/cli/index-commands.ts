import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { readCertificate } from '#cms';
import { readLdif } from '#ldif';
import { type ProviderRecord, providerIndexOf, readProviderRecords } from '#pec';
import {
  DOCUMENT,
  indexAlarms,
  indexEvidenceAt,
  lossAcceptance,
  readCrlStates,
  readIndexState,
  tellLoss,
} from '#provider-index';
import { CliFault, EXIT } from './exit.ts';
import { indexStatusJson, indexStatusText } from './index-status.ts';
import { verifyIndex } from './index-verify.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { placeFile } from './place-file.ts';
import { isoDate, printJson, printRows } from './print.ts';

/** A refresh that takes longer than this is told to look for later. */
const ANSWER_MS = 90_000;
const LOOK_MS = 250;

async function copyOf({ store, name }: OpenProvider) {
  const document = await store.document(DOCUMENT.copy);
  if (document === undefined) throw new CliFault(`${name} has no copy of the index yet`);
  return document;
}

function status(options: ProviderOptions): Promise<void> {
  return withProvider(options, ({ store, now }) => printStatus(store, now(), options));
}

async function printStatus(store: OpenProvider['store'], now: number, { json }: ProviderOptions): Promise<void> {
  const [state, crls] = await Promise.all([readIndexState(store), readCrlStates(store)]);
  const alarms = indexAlarms(state, now);
  if (json === true) printJson(indexStatusJson(state, alarms, crls, now));
  else process.stdout.write(indexStatusText(state, alarms, crls, now));
}

/** The records of one domain, or of the providers of that name; all without a word. */
function chosen(records: readonly ProviderRecord[], word: string | undefined): readonly ProviderRecord[] {
  if (word === undefined) return records;
  const owner = providerIndexOf(records).recordOfDomain(word);
  if (owner !== undefined) return [owner];
  const found = records.filter(({ name }) => name.toLowerCase().includes(word.toLowerCase()));
  if (found.length === 0)
    throw new CliFault(`${word} is neither a PEC domain nor part of a provider's name in this copy`);
  return found;
}

async function show(word: string | undefined, options: ProviderOptions): Promise<void> {
  const { document, age } = await withProvider(options, async (provider) => {
    const found = await copyOf(provider);
    return { document: found, age: provider.now() - found.at };
  });
  const { records } = await readProviderRecords(readLdif(document.bytes));
  const rows = await Promise.all(
    chosen(records, word).map(async ({ name, unit, mailReceipt, managedDomains, certificates }) => {
      const ends = await Promise.all(certificates.map(async (der) => isoDate((await readCertificate(der)).notAfter)));
      return { provider: name, unit, mailReceipt, domains: managedDomains, certificatesUntil: ends };
    }),
  );
  if (options.json === true) return printJson({ fetchedAt: isoDate(document.at), providers: rows });
  process.stdout.write(`Fetched ${isoDate(document.at)}, ${(age / 3_600_000).toFixed(1)} hours ago.\n`);
  printRows(rows, false);
}

interface SaveOptions extends ProviderOptions {
  readonly signed?: true;
  readonly at?: string;
}

async function save(file: string, options: SaveOptions): Promise<void> {
  const at = options.at === undefined ? undefined : Date.parse(options.at);
  if (Number.isNaN(at)) throw new CliFault(`--at ${options.at} is not an ISO 8601 date`, EXIT.usage);
  const bytes = await withProvider(options, async (provider) => {
    if (at === undefined && options.signed !== true) return (await copyOf(provider)).bytes;
    const kept = await indexEvidenceAt(provider.store, at ?? provider.now());
    if (kept === undefined)
      throw new CliFault(`no index of ${isoDate(at) ?? 'today'} is kept (they are for 31 months)`);
    return kept.bytes;
  });
  await placeFile(file, (opened) => opened.writeFile(bytes), 0o644);
}

/** Asks the server, and waits for what it found; a stopped one fetches the index when it starts. */
async function ask({ store, now, running, name }: OpenProvider): Promise<void> {
  if (!running) throw new CliFault(`${name} is not running: it fetches the index when it starts`);
  const at = now();
  await store.commit({ documents: [{ name: DOCUMENT.refreshAsked, bytes: new Uint8Array(), at }] });
  const ends = performance.now() + ANSWER_MS;
  while (((await readIndexState(store)).attempts[0]?.at ?? 0) < at) {
    if (performance.now() > ends) throw new CliFault(`${name} did not answer in ${ANSWER_MS / 1000} s: is it serving?`);
    await pause(LOOK_MS);
  }
}

async function refresh(options: ProviderOptions): Promise<void> {
  await withProvider(options, async (provider) => {
    await ask(provider);
    const { attempts } = await readIndexState(provider.store);
    await printStatus(provider.store, provider.now(), options);
    if (attempts[0]?.outcome !== 'taken') process.exitCode = EXIT.fault;
  });
}

/** The refresh that lost many domains is held until this (spec 13.7): these domains may go, no others. */
async function accept(options: ProviderOptions): Promise<void> {
  await withProvider(options, async (provider) => {
    const { store, now, running, name } = provider;
    const { held } = await readIndexState(store);
    if (held === undefined) throw new CliFault(`nothing is held: ${name} uses the newest index it could read`);
    if (held.domains.total > held.domains.first.length && options.json !== true)
      process.stderr.write(
        `${held.domains.total} domains go; the first ${held.domains.first.length} are shown by status\n`,
      );
    const at = now();
    await store.commit({
      documents: [lossAcceptance(held, at)],
      log: [{ instant: at, point: 'SYS', event: 'Amministrazione', eccezioni: [tellLoss(held)] }],
    });
    if (!running) {
      process.stdout.write('Accepted: the provider takes the new index when it starts.\n');
      return;
    }
    await ask(provider);
    await printStatus(store, now(), options);
  });
}

/** `ceralacca index`: the provider's copy of the index of providers. */
export function addIndexCommands(program: Command): void {
  const index = program.command('index').description('The index of providers, as this provider holds it.');
  const add = (name: string, description: string) => onProvider(index.command(name).description(description));
  add('status', 'The copy in use, its age, alarms, the last attempts, the revocation lists.').action(status);
  add('show', 'Providers: domains, service addresses, certificates; one domain or provider, or all.')
    .argument('[domain-or-provider]')
    .action(show);
  add('refresh', 'Have the server fetch the index now, and wait for the outcome.').action(refresh);
  add('accept', 'Accept the loss of domains that status names; a refresh holds it until a person has looked.').action(
    accept,
  );
  add('save', 'Write the copy as LDIF, for `ceralacca verify --index`.')
    .argument('<file>')
    .option('--signed', 'the signed file as it was fetched (.p7m)')
    .option('--at <date>', 'the signed file that was in use then, from the last 31 months')
    .action(save);
  add(
    'verify',
    'Would this signed index be believed, and what would change? Exit code 1 when something is wrong in it.',
  )
    .argument('<file>')
    .option('--authority <file>', 'certificate that must have signed it, instead of that of the settings')
    .action(verifyIndex);
}

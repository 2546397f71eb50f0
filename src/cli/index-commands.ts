import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { readCertificate } from '#cms';
import { readLdif } from '#ldif';
import { readProviderRecords } from '#pec';
import { LOSS_ACCEPTED } from '#provider-index';
import { CliFault } from './exit.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printJson, printRows } from './print.ts';

/** Name of the local copy among the documents of the store. */
const INDEX_DOCUMENT = 'indice.ldif';

async function copyOf({ store, name }: OpenProvider) {
  const document = await store.document(INDEX_DOCUMENT);
  if (document === undefined) throw new CliFault(`${name} has no copy of the index yet`);
  return document;
}

async function show(options: ProviderOptions): Promise<void> {
  const { document, age } = await withProvider(options, async (provider) => {
    const found = await copyOf(provider);
    return { document: found, age: provider.now() - found.at };
  });
  const { records } = await readProviderRecords(readLdif(document.bytes));
  const rows = await Promise.all(
    records.map(async ({ name, unit, mailReceipt, managedDomains, certificates }) => {
      const ends = await Promise.all(certificates.map(async (der) => isoDate((await readCertificate(der)).notAfter)));
      return { provider: name, unit, mailReceipt, domains: managedDomains, certificatesUntil: ends };
    }),
  );
  if (options.json === true) return printJson({ fetchedAt: isoDate(document.at), providers: rows });
  process.stdout.write(`Fetched ${isoDate(document.at)}, ${(age / 3_600_000).toFixed(1)} hours ago.\n`);
  printRows(rows, false);
}

async function save(file: string, options: ProviderOptions): Promise<void> {
  const { bytes } = await withProvider(options, copyOf);
  writeFileSync(file, bytes);
}

/** The refresh that lost many domains is held until this (spec 13.7); the serving provider sees it at its next try. */
async function acceptLoss(options: ProviderOptions): Promise<void> {
  await withProvider(options, async ({ store, now }) => {
    const at = now();
    await store.commit({
      documents: [{ name: LOSS_ACCEPTED, bytes: new Uint8Array(), at }],
      log: [{ instant: at, point: 'SYS', event: 'Amministrazione', eccezioni: ['perdita di domini accettata'] }],
    });
  });
  process.stdout.write('The loss is accepted: the provider takes the new index at its next try, within ten minutes.\n');
}

/** `ceralacca index`: the provider's copy of the index of providers. */
export function addIndexCommands(program: Command): void {
  const index = program.command('index').description('The index of providers, as this provider holds it.');
  onProvider(index.command('show').description('All providers: domains, service addresses, certificates.')).action(
    show,
  );
  onProvider(
    index.command('save').description('Write the copy as LDIF, for `ceralacca verify --index`.').argument('<file>'),
  ).action(save);
  onProvider(
    index
      .command('accept')
      .description('Accept a sudden loss of domains, which a refresh holds until a person has looked.'),
  ).action(acceptLoss);
}

import { readLdif } from '#ldif';
import { type DirectoryReading, readProviderRecords } from '#pec';
import { compareRecords, DOCUMENT, openSignedDocument } from '#provider-index';
import { CliFault, EXIT } from './exit.ts';
import { type ProviderOptions, withProvider } from './open-provider.ts';
import { cell, printJson } from './print.ts';
import { readDers, readInput } from './read-trust.ts';

export interface VerifyIndexOptions extends ProviderOptions {
  readonly authority?: string;
}

/** What a provider knows that judges the file: who may sign it, and the copy in use. */
async function knownOf(options: VerifyIndexOptions) {
  if (options.config === undefined && options.data === undefined) {
    if (options.authority === undefined)
      throw new CliFault('say who must have signed it: --authority FILE, or the provider that knows', EXIT.usage);
    return { authority: options.authority };
  }
  return withProvider(options, async ({ store, trust }) => ({
    authority: options.authority ?? trust.indexAuthority,
    copy: await store.document(DOCUMENT.copy),
  }));
}

/** Opens the file; a sentence when it is not to be believed. */
async function readSigned(path: string, authority: Uint8Array): Promise<DirectoryReading | string> {
  try {
    const reading = await readProviderRecords(readLdif(await openSignedDocument(readInput(path), authority)));
    return reading.records.length === 0 ? 'no provider is in it' : reading;
  } catch (fault) {
    if (fault instanceof CliFault) throw fault;
    return fault instanceof Error ? fault.message : String(fault);
  }
}

/** `index verify FILE`: would this file be believed, what in it would not be taken, and what would change? */
export async function verifyIndex(path: string, options: VerifyIndexOptions): Promise<void> {
  const known = await knownOf(options);
  const [authority] = readDers(known.authority, 'CERTIFICATE');
  const reading = await readSigned(path, authority!);
  const isBelieved = typeof reading !== 'string';
  const problems = isBelieved ? reading.problems : [];
  const copy = 'copy' in known ? known.copy : undefined;
  const before = copy && (await readProviderRecords(readLdif(copy.bytes))).records;
  const changes = isBelieved && before ? compareRecords(before, reading.records, 'this file') : [];
  if (!isBelieved || problems.length > 0) process.exitCode = EXIT.fault;
  if (options.json === true) {
    const counts = isBelieved && {
      providers: reading.records.length,
      domains: reading.records.flatMap(({ managedDomains }) => managedDomains).length,
    };
    printJson({ believed: isBelieved, why: isBelieved ? undefined : reading, ...counts, problems, changes });
    return;
  }
  const lines = isBelieved
    ? [`Signed by the authority of the index; ${reading.records.length} records.`]
    : [`NOT to be believed: ${reading}.`];
  lines.push(...problems.map(({ dn, detail }) => `  not taken: ${dn}: ${detail}`));
  if (isBelieved && before)
    lines.push(changes.length === 0 ? 'It says what the copy in use says.' : 'Against the copy in use:');
  lines.push(...changes.map(({ record, detail }) => `  ${record}: ${detail}`));
  process.stdout.write(`${lines.map(cell).join('\n')}\n`);
}

import type { Command } from 'commander';
import { isMalfunctionCode, MALFUNCTION_CODES, type Malfunction } from '#service-levels';
import { instantGiven, keepEntry, newEntryId, readEntries, readEntry } from './duty-entries.ts';
import { CliFault, EXIT } from './exit.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printJson, printRows } from './print.ts';

interface AddOptions extends ProviderOptions {
  readonly code: string;
  readonly description: string;
  readonly at?: string;
  readonly outage?: string;
}

async function list(options: ProviderOptions): Promise<void> {
  const all = await withProvider(options, (provider) => readEntries(provider, 'malfunction'));
  if (options.json === true) printJson(all.map(entryJson));
  else if (all.length === 0) process.stdout.write('The register of malfunctions is empty.\n');
  else printRows(all.map(row), false);
}

/** Instants as everywhere in what is printed for programs. */
function entryJson({ at, reportedAt, closedAt, notes, ...rest }: Malfunction) {
  return {
    ...rest,
    at: isoDate(at),
    reportedAt: isoDate(reportedAt),
    closedAt: isoDate(closedAt),
    notes: notes.map((note) => ({ ...note, at: isoDate(note.at) })),
  };
}

function row({ id, code, at, reportedAt, closedAt, notes, description }: Malfunction) {
  const reported = isoDate(reportedAt) ?? 'not yet';
  return { id, code, at: isoDate(at), reported, closed: isoDate(closedAt) ?? 'open', notes: notes.length, description };
}

async function add(options: AddOptions): Promise<void> {
  const { code, description } = options;
  if (!isMalfunctionCode(code))
    throw new CliFault(`--code ${code}: one of ${Object.keys(MALFUNCTION_CODES).join(', ')}`, EXIT.usage);
  const { id } = await withProvider(options, async (provider) => {
    const at = instantGiven('--at', options.at, provider.now());
    const outage =
      options.outage === undefined ? {} : { outage: (await readEntry(provider, 'outage', options.outage)).id };
    const entry: Malfunction = { id: newEntryId(at), code, at, description, notes: [], ...outage };
    await keepEntry(provider, 'malfunction', entry);
    return entry;
  });
  if (options.json === true) printJson({ id });
  else process.stdout.write(`${id}\n`);
}

/** Adds a sentence, and perhaps that it was reported to the authority, or is over. */
async function note(
  id: string,
  text: string,
  options: ProviderOptions & { readonly reported?: true; readonly close?: true },
): Promise<void> {
  await withProvider(options, async (provider) => {
    const entry = await readEntry(provider, 'malfunction', id);
    if (entry.closedAt !== undefined)
      throw new CliFault(`${id} was closed on ${isoDate(entry.closedAt)}: write a new one`);
    const at = provider.now();
    await keepEntry(provider, 'malfunction', {
      ...entry,
      notes: [...entry.notes, { at, text }],
      ...(options.reported === true && { reportedAt: entry.reportedAt ?? at }),
      ...(options.close === true && { closedAt: at }),
    });
  });
}

function codes(): string {
  return Object.entries(MALFUNCTION_CODES)
    .map(([code, what]) => `  ${code.padEnd(4)}${what}\n`)
    .join('');
}

/** `ceralacca malfunction`: the register of malfunctions, by the authority's codes (spec 16.3). */
export function addMalfunctionCommands(program: Command): void {
  const malfunction = program
    .command('malfunction')
    .description('The register of malfunctions, by the codes of the authority.');
  onProvider(malfunction.command('list').description('All entries, oldest first.')).action(list);
  onProvider(malfunction.command('add').description('Enter a malfunction. Prints its name.'))
    .requiredOption('--code <code>', '1A to 4B, or 5')
    .requiredOption('--description <text>', 'what was seen')
    .option('--at <date>', 'ISO 8601; default: now')
    .option('--outage <id>', 'the outage it caused')
    .addHelpText('after', `\nCodes:\n${codes()}`)
    .action(add);
  onProvider(malfunction.command('note').description('Add what was done since.').argument('<id>').argument('<text>'))
    .option('--reported', 'it was reported to the authority')
    .option('--close', 'it is over')
    .action(note);
}

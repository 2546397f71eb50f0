import { keyAlarms, keyRows } from '#provider';
import { readKeySettings } from './key-settings.ts';
import { type ProviderOptions, withProvider } from './open-provider.ts';
import { cell, isoDate, printJson, printRows } from './print.ts';

/** `ceralacca key status`. */
export async function status(options: ProviderOptions): Promise<void> {
  const settings = await readKeySettings(options);
  const { rows, warnings, serving } = await withProvider(options, async (provider) => ({
    rows: await keyRows(settings, provider),
    warnings: (await keyAlarms(settings, provider)).map(({ text }) => text),
    serving: provider.running,
  }));
  const keys = rows.map(({ role, state, certificate, facts, note }) => ({
    role,
    state,
    serial: certificate?.serial,
    ends: isoDate(certificate?.notAfter),
    published: isoDate(facts.publishedAt),
    inIndex: isoDate(facts.indexedAt),
    note,
  }));
  if (options.json === true) return printJson({ serving, keys, warnings });
  if (keys.length === 0) process.stdout.write('There is no key yet: `ceralacca key request` makes the first.\n');
  printRows(keys, false);
  for (const warning of warnings) process.stdout.write(`Warning: ${cell(warning)}\n`);
}

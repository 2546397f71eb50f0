import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ExtractOrder } from '#disclosure';
import { type AskerOptions, askerOf, forWhom } from './asker-options.ts';
import { spanOption } from './day-options.ts';
import { tellMade } from './dossier-commands.ts';
import { CliFault, EXIT } from './exit.ts';
import { withDisclosure } from './open-disclosure.ts';
import { onProvider, type ProviderOptions } from './open-provider.ts';
import { refuseToReplace, writeArchiveFile } from './write-archive.ts';

interface ExtractOptions extends ProviderOptions, AskerOptions {
  readonly sender?: string;
  readonly recipient?: string;
  readonly id?: string;
  readonly msgid?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
  readonly force?: true;
}

/** The records asked for; a day alone is that day in Italy, as in `log search`. */
export function queryOf(options: Omit<ExtractOptions, 'out'>): ExtractOrder['query'] {
  const query = {
    ...(options.sender !== undefined && { sender: options.sender }),
    ...(options.recipient !== undefined && { recipient: options.recipient }),
    ...(options.id !== undefined && { identificativo: options.id }),
    ...(options.msgid !== undefined && { msgid: options.msgid }),
    ...spanOption(options),
  };
  if (Object.keys(query).length === 0)
    throw new CliFault('say what is asked for: --sender, --recipient, --id, --msgid, --from or --to', EXIT.usage);
  return query;
}

async function extract(options: ExtractOptions): Promise<void> {
  const query = queryOf(options);
  const asker = askerOf(options);
  const { makeExtract } = await import('#disclosure');
  const out = resolve(options.out);
  refuseToReplace(out, options.force);
  await withDisclosure(options, async (ports) => {
    const { manifest, files, unstamped } = await makeExtract({ asker, query }, ports);
    const size = await writeArchiveFile(out, files);
    await tellMade({ out, size, manifest, unstamped }, options.json);
  });
}

/** `ceralacca log extract`: records of the log, signed, with the proof that they belong to it (T140). */
export function addLogExtract(log: Command): void {
  forWhom(onProvider(log.command('extract').description('A signed extract of the log for a holder or an authority.')))
    .option('--sender <address>', 'whole address, any letter case')
    .option('--recipient <address>', 'whole address, any letter case')
    .option('--id <identificativo>', 'the PEC identifier, without brackets')
    .option('--msgid <message-id>', "the client's own Message-ID, with brackets")
    .option('--from <date>', 'ISO 8601; a day alone is that day in Italy')
    .option('--to <date>', 'ISO 8601; a day alone is that day in Italy, to its end')
    .requiredOption('--out <file>', 'the archive, .zip; it must not exist')
    .option('--force', 'replace what is there')
    .action(extract);
}

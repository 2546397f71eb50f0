import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliFault, EXIT } from './exit.ts';
import { mailboxOf } from './mailbox-commands.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { openBlobs, openTransfer, tellResult } from './open-transfer.ts';
import { recordAct } from './record-change.ts';

interface ExportOptions extends ProviderOptions {
  readonly format: string;
  readonly out: string;
  readonly resume?: true;
  readonly verify?: true;
}

async function run(address: string, options: ExportOptions): Promise<void> {
  const { format, resume = false, verify, json } = options;
  if (format !== 'maildir' && format !== 'mbox') throw new CliFault('--format is maildir or mbox', EXIT.usage);
  const { exportMailbox, verifyExport } = await import('./export-mailbox.ts');
  const transfer = openTransfer('exported');
  await withProvider(options, async (provider) => {
    const mailbox = await mailboxOf(provider, address);
    await using blobs = await openBlobs(provider);
    const { store, now } = provider;
    await recordAct(provider, `casella ${mailbox.address}, esportazione (${format})`);
    const out = resolve(options.out);
    await exportMailbox({ mailbox, format, out, resume }, { store, blobs, now }, transfer);
    if (verify) await verifyExport(out, transfer);
  });
  tellResult(transfer, json);
}

/** `ceralacca mailbox export`: a whole mailbox as files, with a manifest of what each octet should be. */
export function addExport(mailbox: Command): void {
  onProvider(
    mailbox
      .command('export')
      .description('Write a whole mailbox as a Maildir++ or as mbox files, with a manifest of SHA-256 sums.')
      .argument('<address>'),
  )
    .requiredOption('--format <format>', 'maildir or mbox')
    .requiredOption('--out <folder>', 'where; made when it is not there')
    .option('--resume', 'go on with an export that was begun there')
    .option('--verify', 'read everything again at the end and compare')
    .action(run);
}

import type { Command } from 'commander';
import type { ReceiptsFolder } from '#ports';
import { CliFault, EXIT } from './exit.ts';
import { mailboxOf } from './mailbox-commands.ts';
import { onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { recordChange } from './record-change.ts';

interface SetOptions extends ProviderOptions {
  readonly receiptsFolder: string;
}

const FOLDERS: readonly ReceiptsFolder[] = ['INBOX', 'Ricevute'];

async function set(address: string, options: SetOptions): Promise<void> {
  const receiptsFolder = FOLDERS.find((name) => name.toLowerCase() === options.receiptsFolder.toLowerCase());
  if (receiptsFolder === undefined) throw new CliFault('--receipts-folder is INBOX or Ricevute', EXIT.usage);
  await withProvider(options, async (provider) => {
    const mailbox = { ...(await mailboxOf(provider, address)), receiptsFolder };
    const what = `casella ${mailbox.address}, ricevute in ${receiptsFolder}`;
    await recordChange(provider, { kind: 'put-mailbox', mailbox }, what);
  });
}

/** `ceralacca mailbox set`: what a holder chooses for his mailbox. */
export function addMailboxSet(mailbox: Command): void {
  onProvider(mailbox.command('set').description('What its holder chose.').argument('<address>'))
    .requiredOption('--receipts-folder <name>', 'INBOX or Ricevute: where receipts of what he sends are placed')
    .action(set);
}

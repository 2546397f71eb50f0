import { existsSync } from 'node:fs';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Asker, DisclosurePorts, LoggedReceipt, ReceiptKind, ReproducedReceipt } from '#disclosure';
import { type AskerOptions, askerOf, forWhom } from './asker-options.ts';
import { CliFault, EXIT } from './exit.ts';
import { withDisclosure } from './open-disclosure.ts';
import { onProvider, type ProviderOptions } from './open-provider.ts';
import { printJson } from './print.ts';
import { stderrBar } from './progress-bar.ts';
import { readInput } from './read-trust.ts';

interface ReproduceOptions extends ProviderOptions, AskerOptions {
  readonly id?: string;
  readonly ids?: string;
  readonly allMissing?: true;
  readonly mailbox?: string;
  readonly recipient?: string;
  readonly kind?: string;
  readonly out: string;
}

async function reproduce(options: ReproduceOptions): Promise<void> {
  const { RECEIPT_KINDS, reproduceReceipts } = await import('#disclosure');
  if (options.kind !== undefined && !RECEIPT_KINDS.includes(options.kind as ReceiptKind))
    throw new CliFault(`--kind ${options.kind}: there are ${RECEIPT_KINDS.join(', ')}`, EXIT.usage);
  const ways = [options.id, options.ids, options.allMissing].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw new CliFault('say which receipts: --id ID, --ids FILE, or --all-missing --mailbox ADDRESS', EXIT.usage);
  if (options.allMissing && options.mailbox === undefined)
    throw new CliFault('--all-missing needs --mailbox ADDRESS', EXIT.usage);
  await withDisclosure(options, async (ports) => {
    const asker = askerOf(options, options.mailbox);
    const all = (await wantedBy(options, asker, ports)).filter((receipt) => isAsked(receipt, options));
    const out = resolve(options.out);
    const wanted = all.filter((receipt) => !existsSync(join(out, nameOf(receipt))));
    const tally = { receipts: 0, attestations: 0, withoutProof: 0, before: all.length - wanted.length };
    const bar = stderrBar('receipts', wanted.length);
    try {
      let done = 0;
      for await (const receipt of reproduceReceipts(wanted, asker, ports)) {
        await write(join(out, nameOf(wanted[done]!)), receipt);
        if (receipt.origin === 'original') tally.receipts++;
        else tally.attestations++;
        if (receipt.proof === undefined) tally.withoutProof++;
        bar.at(++done);
      }
    } finally {
      bar.end();
    }
    tell(tally, out, options.json);
  });
}

async function wantedBy(
  options: ReproduceOptions,
  asker: Asker,
  ports: DisclosurePorts,
): Promise<readonly LoggedReceipt[]> {
  const { findReceipts, missingReceipts, receiptsOf } = await import('#disclosure');
  if (options.allMissing) return await missingReceipts(options.mailbox!, ports);
  if (options.id !== undefined) return await findReceipts({ identificativo: bare(options.id), asker }, ports);
  const lines = new TextDecoder().decode(readInput(options.ids!)).split(/\r?\n/);
  return await receiptsOf(new Set(lines.map(bare).filter((line) => line !== '')), asker, ports);
}

function bare(identificativo: string): string {
  return identificativo.trim().replace(/^<(.*)>$/, '$1');
}

function isAsked({ kind, recipients }: LoggedReceipt, options: ReproduceOptions): boolean {
  const { recipient } = options;
  const about = recipient === undefined || recipients.some((one) => one.toLowerCase() === recipient.toLowerCase());
  return about && (options.kind === undefined || kind === (options.kind as ReceiptKind));
}

/** Always the same for one receipt: who begins again goes on where he was. */
function nameOf({ record, kind }: LoggedReceipt): string {
  const folder = (record.identificativo ?? '').replace(/[^A-Za-z0-9._@-]/g, '_').slice(0, 200);
  return join(folder, `${record.seq}-${kind}.eml`);
}

async function write(path: string, { content, proof }: ReproducedReceipt): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  if (proof !== undefined) await writeFile(path.replace(/\.eml$/, '.prova.json'), proof, { mode: 0o600 });
  const passing = `${path}.part`;
  {
    await using file = await open(passing, 'w', 0o600);
    for await (const piece of content.read()) await file.writeFile(piece);
  }
  await rename(passing, path);
}

interface Tally {
  readonly receipts: number;
  readonly attestations: number;
  readonly withoutProof: number;
  readonly before: number;
}

function tell({ receipts, attestations, withoutProof, before }: Tally, out: string, json: true | undefined): void {
  if (json) {
    printJson({ folder: out, receipts, attestations, withoutProof, before });
    return;
  }
  if (receipts + attestations + before === 0) {
    process.stdout.write('No receipt is missing.\n');
    return;
  }
  const parts = [`${receipts} receipts reproduced`];
  if (attestations > 0) parts.push(`${attestations} attestations of the log, where the octets are kept no more`);
  if (before > 0) parts.push(`${before} were there already`);
  if (withoutProof > 0) parts.push(`${withoutProof} not proved yet: the day is open`);
  process.stdout.write(`${out}: ${parts.join('; ')}.\n`);
}

/** `ceralacca receipt`: receipts that a holder lost. */
export function addReceiptCommands(program: Command): void {
  const receipt = program.command('receipt').description('Receipts that a holder has lost.');
  forWhom(
    onProvider(
      receipt
        .command('reproduce')
        .description('Write receipts again, octet for octet, each with the proof that the log holds it.'),
    ),
  )
    .option('--id <identificativo>', 'of one message')
    .option('--ids <file>', 'identifiers of messages, a line each; - reads standard input')
    .option('--all-missing', 'every receipt that is no longer in the mailbox')
    .option('--mailbox <address>', 'with --all-missing; the receipts are for its holder')
    .option('--recipient <address>', 'only receipts about this recipient')
    .option(
      '--kind <kind>',
      'accettazione, non-accettazione, consegna, mancata-consegna, preavviso, presa-in-carico, busta',
    )
    .requiredOption('--out <folder>', 'where; what is there already is not written again')
    .addHelpText('after', '\nBegun again, the command goes on where it was.')
    .action(reproduce);
}

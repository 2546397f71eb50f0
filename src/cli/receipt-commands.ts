import { existsSync } from 'node:fs';
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
import { proofOf, writeReceipt } from './write-receipt.ts';

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
    const wanted = all.filter((receipt) => !isThere(join(out, nameOf(receipt))));
    const tally: Tally = {
      receipts: 0,
      attestations: 0,
      withoutProof: 0,
      before: all.length - wanted.length,
      damaged: [],
    };
    const bar = stderrBar('receipts', wanted.length);
    try {
      let done = 0;
      for await (const receipt of reproduceReceipts(wanted, asker, ports)) {
        await place(join(out, nameOf(wanted[done]!)), receipt, tally);
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

/** An attestation bears another name, so that nobody takes it for the receipt. */
function attestationOf(path: string): string {
  return path.replace(/\.eml$/, '-attestazione.eml');
}

/** Whole: who came while the day was open comes again for the proof. */
function isThere(path: string): boolean {
  return [path, attestationOf(path)].some((place) => existsSync(place) && existsSync(proofOf(place)));
}

async function place(path: string, receipt: ReproducedReceipt, tally: Tally): Promise<void> {
  const { origin, content, proof, sha256, fault } = receipt;
  const proven = { content, ...(proof !== undefined && { proof }) };
  if (origin === 'original') {
    await writeReceipt(path, { ...proven, ...(sha256 !== undefined && { sha256 }) });
    tally.receipts++;
  } else {
    await writeReceipt(attestationOf(path), proven);
    tally.attestations++;
  }
  if (fault !== undefined) tally.damaged.push({ receipt: attestationOf(path), fault });
  if (proof === undefined) tally.withoutProof++;
}

interface Tally {
  receipts: number;
  attestations: number;
  withoutProof: number;
  readonly before: number;
  readonly damaged: { readonly receipt: string; readonly fault: string }[];
}

function tell(tally: Tally, out: string, json: true | undefined): void {
  const { receipts, attestations, withoutProof, before, damaged } = tally;
  for (const { receipt, fault } of damaged)
    process.stderr.write(`${receipt}: not the receipt but what the log says of it: ${fault} (run: ceralacca check)\n`);
  if (damaged.length > 0) process.exitCode = EXIT.fault;
  if (json) {
    printJson({ folder: out, ...tally });
    return;
  }
  if (receipts + attestations + before === 0) {
    process.stdout.write('No receipt is missing.\n');
    return;
  }
  const parts = [`${receipts} receipts reproduced`];
  if (attestations > 0) parts.push(`${attestations} attestations of the log, where the octets are not kept whole`);
  if (before > 0) parts.push(`${before} were there already`);
  if (withoutProof > 0)
    parts.push(`${withoutProof} not proved yet: after ceralacca log seal the same command adds the proofs`);
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
    .requiredOption('--out <folder>', 'where; what is there already with its proof is not written again')
    .addHelpText(
      'after',
      '\nBegun again, the command goes on where it was, and adds the proofs of what was not sealed yet (ceralacca log seal).' +
        '\nWhere the octets are gone or damaged, …-attestazione.eml is what the log says of the receipt.' +
        '\nExit code: 0 done, 1 some octets are missing or damaged, 2 not understood.',
    )
    .action(reproduce);
}

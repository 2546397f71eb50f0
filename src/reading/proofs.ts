import type { Chain } from '#contract';
import { openFolders } from '#mailbox';
import { type MessageNumber, PEC_KEYWORDS } from '#pec';
import { readChain, recordsOf } from './chains.ts';
import type { Receipt } from './message-kinds.ts';
import type { GivenOctets } from './message-octets.ts';
import type { FoundReceipt, Reader, ReadingPorts, ReceiptOctets } from './reading-ports.ts';
import { noChain, noPart, refusalOf } from './refusals.ts';
import { tell } from './tell-access.ts';
import { threadItems } from './threads.ts';

/** What is placed in the sender's mailbox (RFC 6109 2.2.5), by what `disclosure` calls it. */
const KINDS: Readonly<Record<string, { readonly kind: Receipt; readonly number: MessageNumber }>> = {
  accettazione: { kind: 'acceptance', number: 'M1' },
  'non-accettazione': { kind: 'non-acceptance', number: 'M2' },
  consegna: { kind: 'delivery', number: 'M11' },
  'mancata-consegna': { kind: 'non-delivery', number: 'M14' },
  preavviso: { kind: 'warning', number: 'M9' },
};

export interface ReproducedAnswer {
  readonly receipts: { kind: Receipt; recipient?: string; isOriginal: boolean; name: string }[];
  readonly chain: Chain;
}

/**
 * Receipts that stand in the mailbox no more: those whose octets are kept come back into the folder of receipts, of the others the log
 * attests what they said. Each access stands in the log before anything is given.
 */
export async function reproduceReceipts(
  reader: Reader,
  identificativo: string,
  ports: ReadingPorts,
): Promise<ReproducedAnswer> {
  await readChain(reader, identificativo, ports);
  const wanted = await missing(reader, identificativo, ports);
  const address = reader.box.mailbox.address;
  const receipts: ReproducedAnswer['receipts'] = [];
  let at = 0;
  for await (const { origin } of ports.disclosing.reproduce(wanted, address)) {
    const receipt = wanted[at++]!;
    if (origin === 'original') await putBack(receipt, identificativo, reader, ports);
    const [recipient] = receipt.recipients;
    const { kind } = KINDS[receipt.kind]!;
    const name = nameOf(receipt);
    receipts.push({ kind, ...(recipient !== undefined && { recipient }), isOriginal: origin === 'original', name });
  }
  return { receipts, chain: await readChain(reader, identificativo, ports) };
}

async function missing(reader: Reader, identificativo: string, ports: ReadingPorts): Promise<readonly FoundReceipt[]> {
  const { folders: _, ...box } = reader.box;
  // What stands in a folder that a delegate may not open is not lost.
  const items = await threadItems({ ...reader, box: { ...box, level: 'own' } }, identificativo, ports);
  const there = new Set(items.map(({ item }) => item.messageId));
  const all = await receiptsOf(reader, identificativo, ports);
  return all.filter(({ stored }) => !there.has(stored));
}

async function receiptsOf({ box }: Reader, identificativo: string, { disclosing }: ReadingPorts) {
  const found = await disclosing.findReceipts(identificativo, box.mailbox.address);
  return (found ?? []).filter(({ kind }) => kind in KINDS);
}

async function putBack(receipt: FoundReceipt, thread: string, { box }: Reader, ports: ReadingPorts): Promise<void> {
  const { store, legalTime } = ports;
  const { mailbox } = box;
  const message = (await store.messages([receipt.stored])).get(receipt.stored);
  if (message === undefined) return;
  const wanted = mailbox.receiptsFolder ?? 'INBOX';
  const folders = await openFolders(mailbox.id, store, legalTime.now());
  const folder = folders.find(({ name }) => name === wanted) ?? (await madeFolder(mailbox.id, wanted, ports));
  const isVirus = receipt.record.errore === 'virus';
  const { number } = KINDS[receipt.kind]!;
  const flags = PEC_KEYWORDS[isVirus && number === 'M14' ? 'M8' : isVirus && number === 'M2' ? 'M3' : number];
  const { instant } = receipt.record;
  const common = { flags, internalDate: instant, at: legalTime.now(), thread };
  const placed = await store.append({ folder: folder.id, message, ...common, quotaBytes: Number.MAX_SAFE_INTEGER });
  if (!placed.done) throw refusalOf(placed.why);
}

async function madeFolder(mailbox: string, name: string, { store, legalTime }: ReadingPorts) {
  await store.createFolder(mailbox, name, legalTime.now());
  const [folder] = await store.folders(mailbox, [name]);
  if (folder === undefined) throw refusalOf('no-folder');
  return folder;
}

/** Which one it is, whatever becomes of the others: its position in the log. */
function nameOf({ kind, record }: FoundReceipt): string {
  return `${kind}-${record.seq}.eml`;
}

/** A reproduced receipt or attestation, by the name that `reproduceReceipts` told. */
export async function readReproduced(
  reader: Reader,
  { identificativo, name }: { readonly identificativo: string; readonly name: string },
  ports: ReadingPorts,
): Promise<GivenOctets> {
  await readChain(reader, identificativo, ports);
  const receipt = (await receiptsOf(reader, identificativo, ports)).find((one) => nameOf(one) === name);
  if (receipt === undefined) throw noPart();
  const given = await first(ports.disclosing.reproduce([receipt], reader.box.mailbox.address));
  if (given === undefined) throw noPart();
  await tell('downloaded', reader, ports, { thread: identificativo });
  const { size, read } = given.content;
  return {
    ...{ type: 'message/rfc822', name, isDownload: true },
    ...(receipt.record.sha256 !== undefined && given.origin === 'original' && { tag: receipt.record.sha256 }),
    body: size > 0 ? read() : new Uint8Array(),
  };
}

async function first(given: AsyncIterable<ReceiptOctets>): Promise<ReceiptOctets | undefined> {
  for await (const one of given) return one;
  return undefined;
}

/** One archive with every proof, made now. */
export async function makeDossier(reader: Reader, identificativo: string, ports: ReadingPorts): Promise<GivenOctets> {
  await recordsOf(reader, identificativo, ports);
  await readChain(reader, identificativo, ports);
  const dossier = await ports.disclosing.dossier(identificativo, reader.box.mailbox.address);
  if (dossier === undefined) throw noChain();
  await tell('exported', reader, ports, { thread: identificativo });
  const name = `fascicolo-${identificativo.replace(/[^A-Za-z0-9.@-]/g, '-').slice(0, 120)}.zip`;
  return { type: 'application/zip', name, isDownload: true, body: dossier.octets };
}

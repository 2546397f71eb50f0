import { bytesContent, type Content, fromHex, type InclusionEvidence, writeInclusionEvidence } from '#evidence';
import { attest } from './attest.ts';
import { contentOf } from './collect-message.ts';
import { type Asker, DisclosureFault, type DisclosurePorts, nameOf, type ProvenRecords } from './disclosure.ts';
import { isAbout, type LoggedReceipt, type ReceiptKind, receiptsIn } from './find-receipts.ts';
import { recordAccess } from './log-access.ts';
import { maySee, refuseStranger } from './may-see.ts';
import { readLog } from './read-log.ts';
import { octetFault } from './sound-octets.ts';

/** A receipt that a holder had lost: its original octets, or what the log says of it. */
export interface ReproducedReceipt {
  readonly identificativo: string;
  readonly kind: ReceiptKind;
  readonly recipients: readonly string[];
  /** `attestation`: the octets are not kept, or not whole; a signed statement of the log, told apart from every receipt. */
  readonly origin: 'original' | 'attestation';
  /** Why there is an attestation though the message is stored: its octets are missing or damaged (`ceralacca check` finds more). */
  readonly fault?: string;
  readonly content: Content;
  /** JSON: that the record of it stands in the sealed log (docs/sealed-log.md); absent while no head covers it. */
  readonly proof?: string;
  /** Of the original, lower-case hex, when the log tells it. */
  readonly sha256?: string;
}

export interface ReceiptOrder {
  readonly identificativo: string;
  readonly kind?: ReceiptKind;
  /** Only what is about this recipient. */
  readonly recipient?: string;
  readonly asker: Asker;
}

/** A message to many recipients has some records for each. */
const MAX_RECORDS = 100_000;

/**
 * Receipts of one message again (spec 15.3). A holder is given only his own: as sender every receipt, as recipient the envelope that was
 * delivered to him. Throws DisclosureFault when there is none for who asks.
 */
export async function reproduceReceipt(
  order: ReceiptOrder,
  ports: DisclosurePorts,
): Promise<readonly ReproducedReceipt[]> {
  const reproduced: ReproducedReceipt[] = [];
  for await (const one of reproduceReceipts(await findReceipts(order, ports), order.asker, ports)) reproduced.push(one);
  return reproduced;
}

/** Those that may be reproduced for who asks. Throws DisclosureFault when there is none. */
export async function findReceipts(order: ReceiptOrder, ports: DisclosurePorts): Promise<readonly LoggedReceipt[]> {
  const { identificativo, kind, recipient, asker } = order;
  await refuseStranger(asker, ports);
  const records = await readLog({ identificativo }, MAX_RECORDS, ports);
  const wanted = receiptsIn(records.filter((record) => maySee(asker, record))).filter(
    (receipt) =>
      isGiven(receipt, asker) &&
      (kind === undefined || receipt.kind === kind) &&
      (recipient === undefined || isAbout(receipt, recipient)),
  );
  if (wanted.length === 0)
    throw new DisclosureFault(`the log has no ${kind ?? 'receipt'} of ${identificativo} for ${nameOf(asker)}`);
  return wanted;
}

/** A recipient is given what was delivered to him; the receipts about it are his sender's. */
function isGiven({ record, kind }: LoggedReceipt, asker: Asker): boolean {
  if (asker.kind === 'authority') return true;
  const isSender = record.mittente?.toLowerCase() === asker.address.toLowerCase();
  return isSender || (kind === 'busta' && record.event === 'RicezioneBusta');
}

/**
 * Many receipts at once, in the order given: what each day of the sealed log has is read once for all of them. Each access stands in the
 * log before the receipt is given. Octets that are missing or damaged keep no other receipt back: of them the log is attested.
 */
export async function* reproduceReceipts(
  wanted: readonly LoggedReceipt[],
  asker: Asker,
  ports: DisclosurePorts,
): AsyncGenerator<ReproducedReceipt> {
  const proofs = proofsOf(await ports.sealedLog.prove(wanted.map(({ record }) => record)));
  for (const receipt of wanted) {
    const { record, kind, recipients } = receipt;
    const identificativo = record.identificativo ?? '';
    const message = await ports.store.message(receipt.stored);
    const fault = message && (await octetFault(message, record.sha256, ports));
    const isKept = message !== undefined && fault === undefined;
    const what = isKept ? 'ricevuta' : 'attestazione';
    await recordAccess(asker, `${what} riprodotta: ${[kind, ...recipients].join(' ')}`, ports, identificativo);
    const evidence = proofs.get(record.seq);
    const content = isKept
      ? contentOf(message, ports)
      : bytesContent(await attest({ receipt, asker, evidence: evidence && [evidence] }, ports));
    yield {
      ...{ identificativo, kind, recipients, content },
      origin: isKept ? 'original' : 'attestation',
      ...(fault !== undefined && { fault }),
      ...(evidence && { proof: writeInclusionEvidence([evidence]) }),
      ...(record.sha256 !== undefined && { sha256: record.sha256 }),
    };
  }
}

/** By position of the record. */
function proofsOf({ days }: ProvenRecords): ReadonlyMap<number, InclusionEvidence> {
  const proofs = new Map<number, InclusionEvidence>();
  for (const { head, records } of days) {
    const { p7m, timestamp, witnesses } = head;
    const shared = { p7m, countersignatures: witnesses.map(({ p7s }) => p7s), ...(timestamp && { timestamp }) };
    for (const { seq, index, salt, record, path } of records)
      proofs.set(seq, { index, record, head: shared, salt: fromHex(salt)!, path: path.map((hash) => fromHex(hash)!) });
  }
  return proofs;
}

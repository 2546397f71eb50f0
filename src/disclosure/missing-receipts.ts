import { wire } from '#pec';
import type { Asker, DisclosurePorts } from './disclosure.ts';
import { DisclosureFault } from './disclosure.ts';
import { type LoggedReceipt, type ReceiptKind, receiptsIn } from './find-receipts.ts';
import { maySee, refuseStranger } from './may-see.ts';
import { readLog } from './read-log.ts';

/** These are placed in the sender's mailbox; the others are for the provider alone (RFC 6109 2.2.5). */
const FOR_THE_HOLDER: ReadonlySet<ReceiptKind> = new Set([
  wire.RICEVUTA.accettazione,
  wire.RICEVUTA.nonAccettazione,
  'consegna',
  'mancata-consegna',
  'preavviso',
]);

const MAX_RECORDS = 5_000_000;

/** The receipts of everything a holder sent that stand in his mailbox no more, oldest first. */
export async function missingReceipts(address: string, ports: DisclosurePorts): Promise<readonly LoggedReceipt[]> {
  const { store } = ports;
  const mailbox = await store.mailbox(address);
  if (mailbox === undefined) throw new DisclosureFault(`there is no mailbox ${address} here`);
  const there = new Set<string>();
  for (const { name } of await store.folders(mailbox.id)) {
    for (const { messageId } of await store.items(mailbox.id, name)) there.add(messageId);
  }
  const records = await readLog({ sender: address }, MAX_RECORDS, ports);
  return receiptsIn(records).filter(({ kind, stored }) => FOR_THE_HOLDER.has(kind) && !there.has(stored));
}

/** The receipts of these messages that who asks may have. */
export async function receiptsOf(
  identificativi: Iterable<string>,
  asker: Asker,
  ports: DisclosurePorts,
): Promise<readonly LoggedReceipt[]> {
  await refuseStranger(asker, ports);
  const found: LoggedReceipt[] = [];
  for (const identificativo of identificativi) {
    const records = await readLog({ identificativo }, MAX_RECORDS, ports);
    const mine = records.filter((record) => maySee(asker, record));
    found.push(...receiptsIn(mine).filter(({ kind }) => FOR_THE_HOLDER.has(kind)));
  }
  return found;
}

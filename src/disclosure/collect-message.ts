import { type Content, readSource } from '#evidence';
import { sliceRope } from '#mime';
import type { PecMessage } from '#pec';
import type { Dispatch, StoredLogRecord, StoredMessage } from '#ports';
import { type Asker, DisclosureFault, type DisclosurePorts } from './disclosure.ts';
import { type LoggedReceipt, receiptsIn } from './find-receipts.ts';
import { maySee } from './may-see.ts';
import { readLog } from './read-log.ts';
import { octetFault } from './sound-octets.ts';

/** A message of the system as the log tells of it, and its octets when they are kept whole. */
export interface KeptReceipt extends LoggedReceipt {
  readonly message?: StoredMessage;
}

/** Everything that is kept of one message that was sent from here. */
export interface CollectedMessage {
  readonly identificativo: string;
  readonly dispatch?: Dispatch;
  /** What who asks may see, in the order of the log. */
  readonly records: readonly StoredLogRecord[];
  /** The envelope among them. */
  readonly receipts: readonly KeptReceipt[];
}

/** A message to many recipients has some records for each. */
const MAX_RECORDS = 100_000;

/** Throws DisclosureFault when the log tells nothing of it that who asks may see. */
export async function collectMessage(
  identificativo: string,
  asker: Asker,
  ports: DisclosurePorts,
): Promise<CollectedMessage> {
  const { store } = ports;
  const all = await readLog({ identificativo }, MAX_RECORDS, ports);
  const records = all.filter((record) => record.event !== 'RegistroConsultato' && maySee(asker, record));
  if (records.length === 0) throw new DisclosureFault(notFound(identificativo, asker, all.length > 0));
  const dispatch = await store.dispatch(identificativo);
  const receipts: KeptReceipt[] = [];
  for (const receipt of receiptsIn(records)) {
    const message = await store.message(receipt.stored);
    const isKept = message !== undefined && (await octetFault(message, receipt.record.sha256, ports)) === undefined;
    receipts.push(isKept ? { ...receipt, message } : receipt);
  }
  return { identificativo, records, receipts, ...(dispatch !== undefined && { dispatch }) };
}

function notFound(identificativo: string, asker: Asker, isKnown: boolean): string {
  if (isKnown && asker.kind === 'holder') return `${identificativo} is no message of ${asker.address}`;
  return `the log tells nothing of ${identificativo}`;
}

/** The octets of a stored message, to be read as often as needed. */
export function contentOf({ rope, size }: Pick<StoredMessage, 'rope' | 'size'>, { blobs }: DisclosurePorts): Content {
  return { size, read: () => blobs.read(rope) };
}

/** Reads a stored message where it lies. */
export function readStored({ rope, size }: StoredMessage, { blobs }: DisclosurePorts): Promise<PecMessage> {
  return readSource({
    size,
    read: (start, end) => blobs.bytes(sliceRope(rope, start, end), end - start),
    digest: () => Promise.reject(new Error('nothing is judged here')),
  });
}

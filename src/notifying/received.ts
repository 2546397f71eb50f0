import { sameAddress } from '#mime';
import type { Instant } from '#pec';
import type { Store, StoredLogRecord } from '#ports';

/** Something came into a mailbox. */
export interface Received {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: 'certified' | 'anomaly';
  /** Who wrote it, as far as its envelope says. */
  readonly from: string;
  readonly subject: string;
  readonly identificativo?: string;
  /** StoredMessage id, of what is not certified. */
  readonly stored?: string;
}

/**
 * Does this record tell that something was put into the mailbox of this address? Certified mail by the delivery that its receipt tells
 * of (RFC 6109 3.3), the rest by its placement; receipts and notices for the holder are told as what they say of his messages.
 */
export function isReceived(record: StoredLogRecord, address: string): boolean {
  const { event, point, consegna, identificativo } = record;
  if (point !== 'DP' || consegna === undefined || !sameAddress(consegna, address)) return false;
  return event === 'Consegna' || (event === 'ConsegnaCasella' && identificativo === undefined);
}

const LOOKED_AT = 50;

/** `near`: records of the same mailbox that were read already. */
export async function readReceived(
  record: StoredLogRecord,
  near: readonly StoredLogRecord[],
  store: Pick<Store, 'searchLog'>,
): Promise<Received> {
  const { seq, instant: at, identificativo, mittente = '', oggetto = '' } = record;
  if (identificativo !== undefined)
    return { seq, at, kind: 'certified', from: mittente, subject: oggetto, identificativo };
  const [stored] = record.related ?? [];
  const isWrapping = ({ event, related }: StoredLogRecord) => event === 'BustaAnomalia' && related?.[0] === stored;
  const wrapping = near.find(isWrapping) ?? (await lookBack()).find(isWrapping);
  const from = wrapping?.mittente ?? mittente;
  return { seq, at, kind: 'anomaly', from, subject: wrapping?.oggetto ?? '', ...(stored !== undefined && { stored }) };

  function lookBack(): Promise<readonly StoredLogRecord[]> {
    const recipient = record.consegna!;
    return store.searchLog({ recipient, event: 'BustaAnomalia', to: at, newestFirst: true, limit: LOOKED_AT });
  }
}

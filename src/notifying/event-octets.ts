import { Refusal } from '#contract';
import { chainEventsOf, readCursor } from '#message-log';
import { sameAddress } from '#mime';
import type { Mailbox, Store, StoredLogRecord, StoredMessage } from '#ports';
import { isReceived } from './received.ts';

type Reads = Pick<Store, 'searchLog' | 'message'>;

const OF_ONE_MESSAGE = 50_000;

/**
 * The octets of the receipt or message that an event of this mailbox tells of, wherever its holder has put it. Throws `Refusal` when it is
 * no event of this mailbox, or when the octets are gone: of a receipt they can be had again by its reproduction.
 */
export async function eventOctets(mailbox: Mailbox, cursor: string, store: Reads): Promise<StoredMessage> {
  const stored = await storedOf(mailbox, cursor, store);
  const message = stored === undefined ? undefined : await store.message(stored);
  if (message) return message;
  throw new Refusal('not-found', 'octets-gone', {
    it: 'Questo evento non esiste, o del messaggio non ci sono più i byte: una ricevuta si può riprodurre dal registro.',
    en: 'There is no such event, or the octets are gone: a receipt can be reproduced from the log.',
    de: 'Dieses Ereignis gibt es nicht, oder die Bytes sind weg: Ein Beleg lässt sich aus dem Register wiedergeben.',
  });
}

async function storedOf({ address }: Mailbox, cursor: string, store: Reads): Promise<string | undefined> {
  const place = readCursor(cursor);
  if (place === undefined) return undefined;
  const [record] = await store.searchLog({ afterSeq: place.seq - 1, limit: 1 });
  if (record?.seq !== place.seq) return undefined;
  if (isReceived(record, address)) return await arrivedAs(record, address, store);
  const { identificativo, mittente = '' } = record;
  if (identificativo === undefined || !sameAddress(mittente, address)) return undefined;
  const records = await store.searchLog({ identificativo, limit: OF_ONE_MESSAGE });
  const told = chainEventsOf(records).find(({ seq, part }) => seq === place.seq && part === place.part);
  // What a provider takes charge with is for providers alone (T69).
  return told?.type === 'taken' ? undefined : told?.stored;
}

/** The delivery tells of its receipt; the envelope stands in the record of its reception. */
async function arrivedAs(record: StoredLogRecord, address: string, store: Reads): Promise<string | undefined> {
  const { identificativo, related } = record;
  if (identificativo === undefined) return related?.[0];
  const arrivals = await store.searchLog({ identificativo, event: 'RicezioneBusta', limit: OF_ONE_MESSAGE });
  const isMine = ({ ricezione = [] }: StoredLogRecord) => ricezione.some((one) => sameAddress(one, address));
  return arrivals.find(isMine)?.related?.[0];
}

import { type ChainEvent, Refusal } from '#contract';
import { type ChainTransition, chainEventsOf, isAfterCursor, readCursor } from '#message-log';
import { sameAddress } from '#mime';
import { isoLegalTime } from '#pec';
import type { Mailbox, Store, StoredLogRecord } from '#ports';
import { clientRefOf } from './client-ref.ts';
import type { LogTail } from './log-tail.ts';
import { isReceived, type Received, readReceived } from './received.ts';

export interface EventsPorts {
  readonly store: Pick<Store, 'searchLog' | 'card'>;
  readonly tail: Pick<LogTail, 'settled'>;
  /** Records read at once; absent: as many as are good. */
  readonly batch?: number;
}

export interface EventPage {
  readonly events: readonly ChainEvent[];
  /** Where to go on, also when there are none. */
  readonly cursor: string;
  /** More may stand behind it already. */
  readonly isMore: boolean;
}

/** From the first record that is kept. */
export const BEGINNING = '0';

const BATCH = 200;
/** Most rounds of reading for one page: a mailbox of which little is told is gone through in several pages. */
const ROUNDS = 5;
/** A message to a thousand recipients, each told of several times. */
const OF_ONE_MESSAGE = 50_000;

type Place = { readonly seq: number; readonly part: number };

/** The records of one mailbox in a stretch of the log: none is missing up to `end`. */
interface Stretch {
  readonly sent: readonly StoredLogRecord[];
  readonly received: readonly StoredLogRecord[];
  readonly near: readonly StoredLogRecord[];
  readonly end: number;
}

/**
 * What happened to a mailbox after a cursor, in the order of the message log, whose positions are the cursors: the same at every reading,
 * since the log is never changed. What was read or moved in the mailbox says nothing here.
 */
export async function readEvents(
  mailbox: Mailbox,
  after: string,
  limit: number,
  ports: EventsPorts,
): Promise<EventPage> {
  let from = placeOf(after);
  const horizon = await ports.tail.settled();
  if (from.seq > horizon) await refuseAhead(from, ports);
  const events: ChainEvent[] = [];
  for (let round = 0; round < ROUNDS && doneUpTo(from) < horizon; round++) {
    const stretch = await readStretch(mailbox, from, horizon, ports);
    for (const event of await eventsOf(mailbox, stretch, from, ports)) {
      if (events.length === limit) return { events, cursor: events.at(-1)!.cursor, isMore: true };
      events.push(event);
    }
    from = { seq: stretch.end, part: Number.MAX_SAFE_INTEGER };
  }
  const cursor = from.part === Number.MAX_SAFE_INTEGER ? `${from.seq}` : after;
  return { events, cursor, isMore: doneUpTo(from) < horizon };
}

/** Throws `Refusal` for what is no cursor, and for one that no reading can have given. */
export async function judgeCursor(cursor: string, ports: EventsPorts): Promise<void> {
  const place = placeOf(cursor);
  if (place.seq > (await ports.tail.settled())) await refuseAhead(place, ports);
}

/**
 * A cursor behind the last record: another provider's, or of a log that was restored from a backup. Who waits there would miss whatever comes
 * before it. Another process may have looked later than this one: then the record stands there.
 */
async function refuseAhead({ seq }: Place, { store }: EventsPorts): Promise<void> {
  if ((await store.searchLog({ afterSeq: seq - 1, limit: 1 })).length > 0) return;
  throw new Refusal('conflict', 'cursor-ahead', {
    it: 'Il registro non arriva fino a questo cursore: è di un altro gestore, o di prima di un ripristino. Ricominciare da uno precedente.',
    en: 'The log does not reach this cursor: it is of another provider, or of before a restore. Begin again from an earlier one.',
    de: 'Das Register reicht nicht bis zu diesem Cursor: Er stammt von einem anderen Anbieter oder aus der Zeit vor einer Wiederherstellung. Beginnen Sie bei einem früheren neu.',
  });
}

/** Of a record that was told in part the rest is still to be told. */
function doneUpTo({ seq, part }: Place): number {
  return part === Number.MAX_SAFE_INTEGER ? seq : seq - 1;
}

/** Throws `Refusal` for what is no cursor. */
function placeOf(cursor: string): Place {
  const place = readCursor(cursor);
  if (place) return place;
  throw new Refusal('invalid', 'cursor', {
    it: 'La posizione indicata non è un cursore di questi eventi.',
    en: 'That position is no cursor of these events.',
    de: 'Diese Position ist kein Cursor dieser Ereignisse.',
  });
}

async function readStretch({ address }: Mailbox, from: Place, horizon: number, ports: EventsPorts): Promise<Stretch> {
  const afterSeq = doneUpTo(from);
  const limit = ports.batch ?? BATCH;
  const [asSender, asRecipient] = await Promise.all([
    ports.store.searchLog({ sender: address, afterSeq, limit }),
    ports.store.searchLog({ recipient: address, afterSeq, limit }),
  ]);
  const ends = [asSender, asRecipient].flatMap((found) => (found.length === limit ? [found.at(-1)!.seq] : []));
  const end = Math.min(horizon, ...ends);
  return {
    sent: asSender.filter(({ seq }) => seq <= end),
    received: asRecipient.filter((record) => record.seq <= end && isReceived(record, address)),
    near: asRecipient,
    end,
  };
}

async function eventsOf(
  mailbox: Mailbox,
  { sent, received, near, end }: Stretch,
  from: Place,
  ports: EventsPorts,
): Promise<readonly ChainEvent[]> {
  const ids = new Set(sent.flatMap(({ identificativo }) => identificativo ?? []));
  const ofMessages = await Promise.all([...ids].map((one) => ofMessage(one, mailbox, ports)));
  const transitions = ofMessages
    .flat()
    .filter((transition) => transition.told.seq <= end && isAfterCursor(transition.told, from));
  const came = await Promise.all(received.map((record) => readReceived(record, near, ports.store)));
  const arrivals = came.filter(({ seq }) => isAfterCursor({ seq, part: 0 }, from));
  return [
    ...transitions.map(({ told, clientRef }) => ({ place: told, event: ofTransition(told, clientRef, mailbox) })),
    ...arrivals.map((one) => ({ place: { seq: one.seq, part: 0 }, event: ofArrival(one, mailbox) })),
  ]
    .sort((a, b) => (isAfterCursor(a.place, b.place) ? 1 : -1))
    .map(({ event }) => event);
}

/** All that was ever told of a message, if it was handed in from this mailbox: a repetition is known by what came before it. */
async function ofMessage(identificativo: string, { address }: Mailbox, { store }: EventsPorts) {
  const records = await store.searchLog({ identificativo, limit: OF_ONE_MESSAGE });
  const told = chainEventsOf(records).filter(({ record }) => sameAddress(record.mittente ?? '', address));
  if (told.length === 0) return [];
  const clientRef = await clientRefOf(identificativo, store);
  return told.map((one) => ({ told: one, clientRef }));
}

const rawPath = ({ id }: Mailbox, cursor: string) => `/api/v1/mailboxes/${id}/events/${cursor}/raw`;

function ofTransition(told: ChainTransition, clientRef: string | undefined, mailbox: Mailbox): ChainEvent {
  const { cursor, type, code, at, identificativo, recipient, reason, stored } = told;
  return {
    ...{ cursor, type, code, at: isoLegalTime(at), mailbox: mailbox.id },
    ...(identificativo !== undefined && { identificativo }),
    ...(clientRef !== undefined && { clientRef }),
    ...(recipient !== undefined && { recipient }),
    ...(reason && { reason }),
    // What a provider takes charge with is for providers alone (T69).
    ...(stored !== undefined && type !== 'taken' && { raw: rawPath(mailbox, cursor) }),
  };
}

function ofArrival({ seq, at, kind, from, subject, identificativo }: Received, mailbox: Mailbox): ChainEvent {
  const cursor = `${seq}.0`;
  return {
    ...{ cursor, type: 'received', code: 'C000', at: isoLegalTime(at), mailbox: mailbox.id },
    ...(identificativo !== undefined && { identificativo }),
    received: { kind, from, subject },
    raw: rawPath(mailbox, cursor),
  };
}

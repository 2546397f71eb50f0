import { type Day, nextDay, previousDay, romeDay } from '#evidence';
import type { Instant } from '#pec';
import type { Store, StoredLogRecord } from '#ports';

function openHead(day: Day, size: number): string {
  return `log/head/${day}/${String(size).padStart(12, '0')}`;
}

/** Names of the documents that sealing keeps in the store, and of the files of a day (docs/sealed-log.md). */
export const sealedNames = {
  /** Where sealing stands: of no use to anybody else, and it holds the secret of the open day. */
  state: 'log/state',
  days: 'log/day/',
  day: (day: Day) => `log/day/${day}`,
  heads: 'log/head/',
  headsOf: (day: Day) => `log/head/${day}/`,
  /** Of the day while it is open. Sizes are padded, so that names are in the order of heads. */
  head: openHead,
  /** Of the day when it is closed; it may be as large as the head before it. */
  finalHead: (day: Day, size: number) => `${openHead(day, size)}.final`,
  /** The time-stamp over the head of that name. */
  headStamp: (head: string) => head.replace('log/head/', 'log/head-stamp/'),
  /** What witnesses signed over the head of that name: one document each, named after its mail domain. */
  headWitnesses: (head: string) => `${head.replace('log/head/', 'log/head-witness/')}/`,
  log: (day: Day) => `${day}.log`,
  signature: (day: Day) => `${day}.log.p7s`,
  timestamp: (day: Day) => `${day}.log.tsr`,
  leaves: (day: Day) => `${day}.log.leaves`,
  renewal: (day: Day) => `${day}.log.ers`,
} as const;

/** What is known of a day of the log that is closed: JSON, in the document `sealedNames.day`. */
export interface ClosedDay {
  readonly day: Day;
  /** Leaves of its tree: records and the head line. */
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
  /** SHA-256 of the `.log` file, lower-case hex, and its octets. */
  readonly sha256: string;
  readonly octets: number;
  /** Records of positions above `after`, up to `lastSeq`, are of this day. */
  readonly after: number;
  readonly lastSeq: number;
  readonly closed: Instant;
  /** The records no longer made the tree of a head that was signed before: which, in words. */
  readonly contradiction?: string;
}

export function closedDayOctets(day: ClosedDay): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(day));
}

export function readClosedDayOctets(octets: Uint8Array): ClosedDay {
  return JSON.parse(new TextDecoder().decode(octets)) as ClosedDay;
}

/** The day, when it is closed. */
export async function closedDay(store: Pick<Store, 'document'>, day: Day): Promise<ClosedDay | undefined> {
  const document = await store.document(sealedNames.day(day));
  return document && readClosedDayOctets(document.bytes);
}

/** The closed day in whose file this record stands; undefined while that day is open, and when its file was deleted. */
export async function dayHolding(
  store: Pick<Store, 'document'>,
  { seq, instant }: Pick<StoredLogRecord, 'seq' | 'instant'>,
): Promise<ClosedDay | undefined> {
  // A record stands in the file of its own day, or in a later one when it was written down late.
  let found = await closedDay(store, romeDay(instant));
  const step = found !== undefined && seq <= found.after ? previousDay : nextDay;
  while (found !== undefined && (seq <= found.after || seq > found.lastSeq))
    found = await closedDay(store, step(found.day));
  return found;
}

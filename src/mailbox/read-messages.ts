import type { Blobs, MailStore } from '#ports';
import { type OpenedMessage, openMessage } from './open-message.ts';

export interface ReadPorts {
  readonly store: Pick<MailStore, 'messages'>;
  readonly blobs: Pick<Blobs, 'read'>;
}

/** A message that is asked for, and how long it is. */
export type Wanted<K> = readonly [key: K, messageId: string, octets: number];

/** Read together: for fewer a query each costs more than what it brings, and two batches are held at once. */
const BATCH = 128;
const BATCH_OCTETS = 512 * 1024;
/** Small bodies come with their rows; of a longer message the most that does. */
const ROW_OCTETS = 128 * 1024;

/** Messages in the order given, read ahead by one batch. Those that went meanwhile are left out. */
export async function* readMessages<K>(
  wanted: Iterable<Wanted<K>>,
  { store, blobs }: ReadPorts,
): AsyncGenerator<readonly [key: K, message: OpenedMessage]> {
  const source = wanted[Symbol.iterator]();
  let ahead = read();
  for (;;) {
    const { batch, found } = await ahead;
    if (batch.length === 0) return;
    ahead = read();
    // Whoever stops listening leaves it unread: its fault is then nobody's.
    ahead.catch(() => {});
    for (const [key, id] of batch) {
      const message = found.get(id);
      if (message) yield [key, openMessage(message, blobs)];
    }
  }

  async function read() {
    const batch = [...takeBatch(source)];
    const found = batch.length === 0 ? new Map() : await store.messages([...new Set(batch.map(([, id]) => id))]);
    return { batch, found: found as Awaited<ReturnType<typeof store.messages>> };
  }
}

function* takeBatch<K>(source: Iterator<Wanted<K>>): Generator<Wanted<K>> {
  let octets = 0;
  for (let taken = 0; taken < BATCH && octets < BATCH_OCTETS; taken++) {
    const next = source.next();
    if (next.done) return;
    octets += Math.min(next.value[2], ROW_OCTETS);
    yield next.value;
  }
}

import type { Blobs, MailStore } from '#ports';
import { type OpenedMessage, openMessage } from './open-message.ts';

export interface ReadPorts {
  readonly store: Pick<MailStore, 'messages'>;
  readonly blobs: Pick<Blobs, 'read'>;
}

/** Small bodies come with their rows, up to 128 KiB each: two batches are held at once. */
const BATCH = 16;

/** Messages in the order given, read ahead by one batch. Those that went meanwhile are left out. */
export async function* readMessages<K>(
  wanted: Iterable<readonly [key: K, messageId: string]>,
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
    const batch = [...take(source, BATCH)];
    const found = batch.length === 0 ? new Map() : await store.messages([...new Set(batch.map(([, id]) => id))]);
    return { batch, found: found as Awaited<ReturnType<typeof store.messages>> };
  }
}

function* take<T>(source: Iterator<T>, count: number): Generator<T> {
  for (let taken = 0; taken < count; taken++) {
    const next = source.next();
    if (next.done) return;
    yield next.value;
  }
}

import type { ChainEvent } from '#contract';
import type { Mailbox } from '#ports';
import { BEGINNING, type EventPage, type EventsPorts, judgeCursor, readEvents } from './events.ts';
import { type LogTail, openBell } from './log-tail.ts';

export interface FeedPorts extends EventsPorts {
  readonly tail: LogTail;
}

export interface EventQuery {
  /** A cursor, or `now`; absent: from the beginning of what is kept. */
  readonly after?: string;
  readonly limit: number;
}

/** The events of mailboxes: a page, a page that waits for the first, or as they come. */
export interface EventFeed {
  page(mailbox: Mailbox, query: EventQuery): Promise<EventPage>;
  /** Waits until there is one, at most `waitMs`. */
  poll(mailbox: Mailbox, query: EventQuery & { readonly waitMs: number }, signal: AbortSignal): Promise<EventPage>;
  /** Where reading begins: the cursor itself, of `now`, or of the beginning. Throws `Refusal` for what is none. */
  begin(after: string | undefined): Promise<string>;
  /** As they come behind a cursor, until `signal`. */
  stream(mailbox: Mailbox, after: string, signal: AbortSignal): AsyncIterable<ChainEvent>;
  /** Nobody waits any more: every stream ends. */
  close(): void;
}

const STREAMED = 200;

export function openEventFeed(ports: FeedPorts): EventFeed {
  const bell = openBell(ports.tail);
  /** Pages being read: those who wait for one mailbox at the same place, and were woken together, are given the same. */
  const reading = new Map<string, Promise<EventPage>>();
  let isClosed = false;

  const now = async () => `${await ports.tail.settled()}`;
  const start = async (after: string | undefined) => (after === 'now' ? await now() : (after ?? BEGINNING));

  function read(mailbox: Mailbox, after: string, limit: number): Promise<EventPage> {
    const key = `${bell.tellings()} ${mailbox.id} ${after} ${limit}`;
    const known = reading.get(key);
    if (known) return known;
    const page = readEvents(mailbox, after, limit, ports).finally(() => reading.delete(key));
    reading.set(key, page);
    return page;
  }

  return {
    async begin(after) {
      const cursor = await start(after);
      await judgeCursor(cursor, ports);
      return cursor;
    },
    page: async (mailbox, { after, limit }) => await read(mailbox, await start(after), limit),
    async poll(mailbox, { after, limit, waitMs }, signal) {
      const watch = bell.watch(mailbox.address);
      try {
        let page = await read(mailbox, await start(after), limit);
        const isOver = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
        while (page.events.length === 0 && !isOver.aborted && !isClosed) {
          if (!page.isMore && !watch.rang()) await watch.ring(isOver);
          page = await read(mailbox, page.cursor, limit);
        }
        return page;
      } finally {
        watch.close();
      }
    },
    async *stream(mailbox, after, signal) {
      const watch = bell.watch(mailbox.address);
      try {
        let cursor = after;
        while (!signal.aborted && !isClosed) {
          watch.rang();
          const page = await read(mailbox, cursor, STREAMED);
          yield* page.events;
          cursor = page.cursor;
          if (!page.isMore) await watch.ring(signal);
        }
      } finally {
        watch.close();
      }
    },
    close() {
      isClosed = true;
      bell.close();
    },
  };
}

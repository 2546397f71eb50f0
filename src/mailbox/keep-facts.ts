import { setImmediate } from 'node:timers/promises';
import type { Blobs, MailStore, MessageFacts, StoredMessage } from '#ports';
import { factsOf } from './message-facts.ts';
import { openMessage } from './open-message.ts';

export interface FactsPorts {
  readonly store: Pick<MailStore, 'messages' | 'facts' | 'putFacts'>;
  readonly blobs: Pick<Blobs, 'read'>;
  /** A message that cannot be read: it is passed over, so that one never stops a mailbox (invariant 7 of ARCHITECTURE.md). */
  onFault(fault: unknown, messageId: string): void;
}

/** Texts of a message may be a megabyte: so many are held at once. */
const BATCH = 16;

/**
 * Makes the facts of messages that have none, and keeps them, a few at a time; the loop gets air after each message. Those that went
 * meanwhile or cannot be read are left out.
 */
export function keepFacts(messageIds: readonly string[], ports: FactsPorts): AsyncGenerator<MessageFacts> {
  return keep(messageIds, ports, async (done) => [...(await ports.store.facts(done)).values()]);
}

export type KeptSummary = Pick<MessageFacts, 'messageId' | 'summary'>;

/** `keepFacts` for who needs the summaries alone: of what was made for another meanwhile, the texts are not read. */
export function keepSummaries(
  messageIds: readonly string[],
  ports: FactsPorts & { readonly store: Pick<MailStore, 'summaries'> },
): AsyncGenerator<KeptSummary> {
  return keep<KeptSummary>(messageIds, ports, async (done) =>
    Array.from(await ports.store.summaries(done), ([messageId, summary]) => ({ messageId, summary })),
  );
}

/** What was made for another meanwhile. */
type ReadDone<F> = (messageIds: readonly string[]) => Promise<readonly F[]>;

async function* keep<F>(
  messageIds: readonly string[],
  ports: FactsPorts,
  readDone: ReadDone<F>,
): AsyncGenerator<F | MessageFacts> {
  const bench = benchOf(ports.store);
  const { made: asked } = bench;
  for (let at = 0; at < messageIds.length; at += BATCH) {
    const batch = messageIds.slice(at, at + BATCH);
    // Both within the turn: however many wait, what one batch holds is in memory once.
    const turn = bench.underWay.then(async () => {
      const done = batch.filter((id) => bench.madeSince(id, asked));
      const missing = batch.filter((id) => !bench.madeSince(id, asked));
      return [...(done.length > 0 ? await readDone(done) : []), ...(await makeFacts(missing, bench, ports))];
    });
    bench.underWay = turn.catch(() => {});
    yield* await turn;
  }
}

const REMEMBERED = 10_000;

/** Where the facts of one store are made: one batch at a time, however many search at the same moment. */
class Bench {
  underWay: Promise<unknown> = Promise.resolve();
  /** How many were made so far. */
  made = 0;
  /** The last ones, and which one each was. */
  readonly #last = new Map<string, number>();

  madeSince(id: string, asked: number): boolean {
    return (this.#last.get(id) ?? 0) > asked;
  }

  remember(id: string): void {
    this.#last.delete(id);
    this.#last.set(id, ++this.made);
    if (this.#last.size > REMEMBERED) this.#last.delete(this.#last.keys().next().value ?? '');
  }
}

const benches = new WeakMap<object, Bench>();

function benchOf(store: object): Bench {
  const bench = benches.get(store) ?? new Bench();
  benches.set(store, bench);
  return bench;
}

async function makeFacts(
  missing: readonly string[],
  bench: Bench,
  { store, blobs, onFault }: FactsPorts,
): Promise<readonly MessageFacts[]> {
  const messages = missing.length > 0 ? await store.messages(missing) : new Map<string, StoredMessage>();
  const made: MessageFacts[] = [];
  for (const id of missing) {
    const message = messages.get(id);
    if (message === undefined) continue;
    try {
      made.push(await factsOf(openMessage(message, blobs)));
    } catch (fault) {
      onFault(fault, id);
    }
    await setImmediate();
  }
  if (made.length > 0) await store.putFacts(made);
  for (const { messageId } of made) bench.remember(messageId);
  return made;
}

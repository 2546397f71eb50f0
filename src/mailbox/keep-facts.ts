import { setImmediate } from 'node:timers/promises';
import type { Blobs, MailStore, MessageFacts, StoredMessage } from '#ports';
import { factsOf } from './message-facts.ts';
import { openMessage } from './open-message.ts';

export interface FactsPorts {
  readonly store: Pick<MailStore, 'messages' | 'facts' | 'putFacts'>;
  readonly blobs: Pick<Blobs, 'read'>;
  /** A message that cannot be read: it is passed over, so that one never stops a mailbox (design 5, invariant 7). */
  onFault(fault: unknown, messageId: string): void;
}

/** Texts of a message may be a megabyte: so many are held at once. */
const BATCH = 16;

/**
 * Makes the facts of messages that have none, and keeps them, a few at a time; the loop gets air after each message. Those that went
 * meanwhile or cannot be read are left out.
 */
export async function* keepFacts(messageIds: readonly string[], ports: FactsPorts): AsyncGenerator<MessageFacts> {
  const bench = benchOf(ports.store);
  const { made: asked } = bench;
  for (let at = 0; at < messageIds.length; at += BATCH) {
    const batch = messageIds.slice(at, at + BATCH);
    const turn = bench.underWay.then(() => makeFacts(batch, asked, bench, ports));
    bench.underWay = turn.catch(() => {});
    yield* await turn;
  }
}

/** Where the facts of one store are made: one batch at a time, however many search at the same moment. */
interface Bench {
  underWay: Promise<unknown>;
  /** How many were made so far. */
  made: number;
  /** The last ones, and which one each was. */
  readonly last: Map<string, number>;
}

const benches = new WeakMap<object, Bench>();
const REMEMBERED = 10_000;

function benchOf(store: object): Bench {
  const bench = benches.get(store) ?? { underWay: Promise.resolve(), made: 0, last: new Map() };
  benches.set(store, bench);
  return bench;
}

/** What was made for another since it was asked for is not made again. */
async function makeFacts(
  batch: readonly string[],
  asked: number,
  bench: Bench,
  { store, blobs, onFault }: FactsPorts,
): Promise<readonly MessageFacts[]> {
  const isDone = (id: string) => (bench.last.get(id) ?? 0) > asked;
  const done = batch.filter(isDone);
  const facts = done.length > 0 ? [...(await store.facts(done)).values()] : [];
  const missing = batch.filter((id) => !isDone(id));
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
  for (const { messageId } of made) remember(messageId, bench);
  return [...facts, ...made];
}

function remember(id: string, bench: Bench): void {
  const { last } = bench;
  last.delete(id);
  last.set(id, ++bench.made);
  if (last.size > REMEMBERED) last.delete(last.keys().next().value ?? '');
}

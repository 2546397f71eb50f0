import { setImmediate } from 'node:timers/promises';
import type { Blobs, MailStore, MessageFacts } from '#ports';
import { factsOf } from './message-facts.ts';
import { openMessage } from './open-message.ts';

export interface FactsPorts {
  readonly store: Pick<MailStore, 'messages' | 'putFacts'>;
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
  const { store, blobs, onFault } = ports;
  for (let at = 0; at < messageIds.length; at += BATCH) {
    const batch = messageIds.slice(at, at + BATCH);
    const messages = await store.messages(batch);
    const made: MessageFacts[] = [];
    for (const id of batch) {
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
    yield* made;
  }
}

import type { Letter } from '#contract';
import type { CardChange, Mailbox, Step, StoredMessage } from '#ports';
import { composeFor, recipientsOf } from './compose-for.ts';
import { newSeed, readLetter } from './letter-store.ts';
import { type Measured, measureRope } from './measure-rope.ts';
import { type Place, putClientRef, putSentOut, putWaiting, type Waiting } from './outgoing-card.ts';
import { NOT_SENT } from './told-reasons.ts';
import type { Decided, HandedIn, WritingPorts } from './writing-ports.ts';

/** After such a time what could not be handed in is tried again; a worker that died is waited for as long. */
const RETRY_MS = [30_000, 60_000, 300_000, 900_000] as const;
/** After a day nobody counts on it any more: it comes back. */
const GIVE_UP_MS = 24 * 3_600_000;

/** Why it waits, when the fault is ours: what it was in truth is nobody's but the operator's. */
export const NOT_TAKEN = NOT_SENT.notTaken;

export interface HandOrder {
  readonly place: Place;
  readonly value: Waiting;
  readonly mailbox: Mailbox;
  /** Other cards that change when it is decided. */
  readonly also?: readonly CardChange[];
  /** Of its card, when they are not stored yet. */
  readonly messages?: readonly StoredMessage[];
  /** When the letter is at hand already. */
  readonly letter?: Letter;
  /** Of a message handed in as it is. */
  readonly raw?: Measured;
}

/**
 * Hands one message in to the access point. What becomes of its card changes in the commit that accepts or refuses it, and that commit holds
 * only while the card is as it was: after any crash, and however many try, it was sent once or not at all.
 */
export async function handIn(order: HandOrder, ports: WritingPorts): Promise<HandedIn> {
  const { place, value, mailbox, also = [], messages = [] } = order;
  const { recipients, message } = await messageOf(order, ports);
  return await ports.submit({
    mailbox,
    login: value.login,
    isApproved: value.approvedBy !== undefined,
    way: value.isProgram ? 'program' : 'pages',
    recipients,
    message,
    peer: value.peer,
    along: (decided) => ({
      cards: [...settle(place, value, decided), ...putClientRef(value.clientRef, place.owner, decided), ...also],
      // What came back needs the octets it was made of; what went has them in Sent.
      messages: decided.isAccepted ? [] : messages,
    }),
  });
}

/** What its card says once it is decided. */
function settle(place: Place, value: Waiting, decided: Decided): readonly CardChange[] {
  if (decided.isAccepted) return putSentOut(place, value, decided);
  const { at, identificativo, faults } = decided;
  return putWaiting(
    place,
    { ...value, state: 'refused', at, identificativo, reason: faults.join('; ') },
    at,
    undefined,
  );
}

/** It could not be handed in now: its card says when it is tried again, or that it came back. */
export function putOff(place: Place, value: Waiting, why: string, now: number, isFinal = false): Pick<Step, 'cards'> {
  const isOver = isFinal || now - value.at > GIVE_UP_MS;
  const next: Waiting = { ...value, state: isOver ? 'refused' : 'sending', reason: why, tries: value.tries + 1 };
  const dueAt = isOver ? undefined : now + RETRY_MS[Math.min(value.tries, RETRY_MS.length - 1)]!;
  return { cards: putWaiting(place, next, now, dueAt) };
}

async function messageOf(
  { value: { body }, mailbox, letter, raw }: HandOrder,
  ports: WritingPorts,
): Promise<{ readonly recipients: readonly string[]; readonly message: Measured }> {
  if ('raw' in body) return { recipients: body.recipients, message: raw ?? (await readRaw(body.raw, ports)) };
  const full = onlyTo(letter ?? (await readLetter(body.kept, ports)), body.only);
  const at = ports.legalTime.now();
  const order = { letter: full, attached: body.attached, mailbox, at, seed: newSeed(ports) };
  const message = await measureRope(await composeFor(order, ports), ports);
  if (message === undefined) throw new RangeError('the header section is too long');
  return { recipients: recipientsOf(full), message };
}

async function readRaw(id: string, ports: WritingPorts): Promise<Measured> {
  const stored = await ports.store.message(id);
  const measured = stored && (await measureRope(stored.rope, ports));
  if (measured === undefined) throw new Error(`message ${id} is not in the store`);
  return measured;
}

/** Each gets a letter in which he alone stands. */
export function onlyTo(letter: Letter, only: string | undefined): Letter {
  return only === undefined ? letter : { ...letter, to: [only], cc: [] };
}

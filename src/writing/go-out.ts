import { type Letter, type Outgoing, Refusal } from '#contract';
import type { Instant } from '#pec';
import type { CardChange, StoredMessage } from '#ports';
import { handIn, NOT_TAKEN, putOff } from './hand-in.ts';
import type { Measured } from './measure-rope.ts';
import {
  OUTGOING,
  type OutgoingBody,
  putWaiting,
  readSentOut,
  readWaiting,
  SENT_OUT,
  tellSent,
  tellWaiting,
  type Waiting,
} from './outgoing-card.ts';
import { CHANGED, MAY_NOT_SEND } from './refusals.ts';
import { KEY_REUSED } from './send-refusals.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

/** A message that somebody told to go, of which nothing is written yet. */
export interface Told {
  readonly author: Author;
  readonly id: string;
  readonly value: Waiting;
  /** To be stored, when it waits. */
  readonly messages: readonly StoredMessage[];
  /** Cards that change with it. */
  readonly also: readonly CardChange[];
  readonly letter?: Letter;
  readonly raw?: Measured;
}

/** What stands under this id for the mailbox, waiting or gone. */
export async function findOutgoing(mailbox: string, id: string, { store }: Pick<WritingPorts, 'store'>) {
  const [waiting, sent] = await Promise.all([store.card(OUTGOING, id), store.card(SENT_OUT, id)]);
  const card = waiting ?? sent;
  if (card === undefined || card.owner !== mailbox) return undefined;
  if (waiting) {
    const value = readWaiting(waiting);
    return { card, waiting: value, told: tellWaiting(id, value), digest: value.digest };
  }
  const value = readSentOut(card);
  return { card, waiting: undefined, told: tellSent(id, value), digest: value.digest };
}

/** The answer to the first call with this key; undefined: this is the first. Throws when that one was for something else. */
export async function repeated(
  mailbox: string,
  id: string,
  digest: string,
  ports: Pick<WritingPorts, 'store'>,
): Promise<Outgoing | undefined> {
  const found = await findOutgoing(mailbox, id, ports);
  if (found && found.digest !== digest) throw KEY_REUSED;
  return found?.told;
}

export function waitingOf(
  { login, peer, isProgram }: Author,
  body: OutgoingBody,
  of: Pick<Waiting, 'to' | 'subject' | 'size' | 'digest' | 'clientRef'>,
  at: Instant,
): Waiting {
  return { ...of, login, peer, isProgram, body, state: 'sending', at, mirrors: [], tries: 0 };
}

/** Hands it in at once; where that cannot be now, it waits in the outbox. Nothing is written before it is decided. */
export async function goNow(told: Told, ports: WritingPorts): Promise<Outgoing> {
  const { author, id, value, messages, also } = told;
  const owner = author.box.mailbox.id;
  const place = { id, owner, was: 0 };
  const outcome = await attempt(told, ports);
  if (outcome === UNAPPROVED) return (await goLater([told], 'awaiting-approval', undefined, ports))[0]!;
  if (typeof outcome !== 'string') return outcome.told;
  const { cards = [] } = putOff(place, value, outcome, ports.legalTime.now());
  const { done } = await ports.store.commit({ messages, cards: [...cards, ...also] });
  // Perhaps it was decided after all, and only the answer was lost.
  return done ? (await findOutgoing(owner, id, ports))!.told : await overtaken(told, ports);
}

/** Four eyes are asked for since a moment ago. */
const UNAPPROVED = Symbol('unapproved');

/** Why it must wait, or what became of it. */
async function attempt(
  told: Told,
  ports: WritingPorts,
): Promise<string | typeof UNAPPROVED | { readonly told: Outgoing }> {
  const { author, id, value, messages, also, letter, raw } = told;
  const { mailbox } = author.box;
  const place = { id, owner: mailbox.id, was: 0 };
  try {
    const order = { place, value, mailbox, also, messages, ...(letter && { letter }), ...(raw && { raw }) };
    const handed = await handIn(order, ports);
    if (handed.kind === 'forbidden') throw MAY_NOT_SEND(handed.text);
    if (handed.kind === 'unapproved') return UNAPPROVED;
    if (handed.kind === 'later') return handed.text;
    if (handed.kind === 'overtaken') return { told: await overtaken(told, ports) };
    return { told: (await findOutgoing(mailbox.id, id, ports))!.told };
  } catch (fault) {
    if (fault instanceof Refusal || fault instanceof RangeError) throw fault;
    ports.report(fault, 'handing in');
    return NOT_TAKEN;
  }
}

async function overtaken({ author, id, value }: Told, ports: WritingPorts): Promise<Outgoing> {
  const first = await repeated(author.box.mailbox.id, id, value.digest, ports);
  if (first === undefined) throw CHANGED;
  return first;
}

/** Into the outbox, all of them in one commit: none is lost, and none told twice. */
export async function goLater(
  all: readonly Told[],
  state: Waiting['state'],
  dueAt: Instant | undefined,
  ports: WritingPorts,
): Promise<Outgoing[]> {
  const at = ports.legalTime.now();
  const cards = all.flatMap(({ author, id, value, also }) => [
    ...putWaiting({ id, owner: author.box.mailbox.id, was: 0 }, { ...value, state }, at, dueAt),
    ...also,
  ]);
  const messages = all.flatMap((told) => told.messages);
  const { done } = await ports.store.commit({ messages, cards });
  if (!done) return await Promise.all(all.map((told) => overtaken(told, ports)));
  return all.map(({ id, value }) => tellWaiting(id, { ...value, state }));
}

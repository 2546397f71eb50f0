import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Letter, type Outgoing, outgoing } from '#contract';
import { type Instant, isoLegalTime } from '#pec';
import type { Card, CardChange } from '#ports';
import { attached, pinnedBy } from './attached.ts';
import { answers } from './draft-card.ts';
import { keptLetter, letterPins } from './letter-store.ts';
import { reasonsIn } from './told-reasons.ts';
import type { Decided } from './writing-ports.ts';

/** What waits to go out, or came back. */
export const OUTGOING = 'outgoing';
/** What went, for a week: who asks again by the same key, or still looks at it, is told. Of one id one of both stands. */
export const SENT_OUT = 'sent-out';
/** Cards by which the outbox changes. */
export const OUTBOX_KINDS: readonly string[] = [OUTGOING, SENT_OUT];
/** By identificativo: what the client calls it, told back in every event. */
export const CLIENT_REF = 'client-ref';

/** Of a letter that came back what is needed to write it again. */
const body = z.union([
  z.object({
    kept: keptLetter,
    attached: z.array(attached),
    /** One of its recipients, when each gets a message of his own. */
    only: z.string().optional(),
  }),
  /** As it was handed in; a stored message. */
  z.object({ raw: z.string(), recipients: z.array(z.string()) }),
]);
export type OutgoingBody = z.output<typeof body>;

const common = z.object({
  /** Who told it to go. */
  login: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  size: z.int(),
  clientRef: z.string().optional(),
  /** Of what was asked, for a key that is used again. */
  digest: z.string(),
  answers: answers.optional(),
  mirrors: z.array(z.string()),
});

const waiting = common.extend({
  state: z.enum(['undo-window', 'scheduled', 'awaiting-approval', 'sending', 'refused', 'returned']),
  /** When it goes, was told to go, or came back. */
  at: z.number(),
  peer: z.string(),
  isProgram: z.boolean(),
  /** Login of who let it go. */
  approvedBy: z.string().optional(),
  body,
  identificativo: z.string().optional(),
  reason: z.string().optional(),
  tries: z.int(),
});
export type Waiting = z.output<typeof waiting>;

const sentOut = common.extend({
  at: z.number(),
  identificativo: z.string(),
  /** What is to be done after it went, is done. */
  isTidy: z.boolean(),
});
export type SentOut = z.output<typeof sentOut>;

export const readWaiting = (card: Card): Waiting => waiting.parse(card.value);
export const readSentOut = (card: Card): SentOut => sentOut.parse(card.value);

const WEEK_MS = 7 * 24 * 3_600_000;
const MONTH_MS = 30 * 24 * 3_600_000;
/** As long as the log tells of it. */
const CLIENT_REF_MS = 31 * MONTH_MS;
const MAX_SHOWN = 20;

export interface Place {
  readonly id: string;
  readonly owner: string;
  /** Version that the card must have; 0: there must be none. */
  readonly was: number;
}

/** `dueAt`: when it is worked on; absent: it waits for somebody, and is forgotten after a while. */
export function putWaiting(
  place: Place,
  value: Waiting,
  now: Instant,
  dueAt: Instant | undefined,
): readonly CardChange[] {
  const { id, owner, was } = place;
  const pins =
    'raw' in value.body ? [value.body.raw] : [...letterPins(value.body.kept), ...pinnedBy(value.body.attached)];
  const isOver = value.state === 'refused' || value.state === 'returned';
  const due = dueAt ?? (isOver ? now + MONTH_MS : undefined);
  const messages = [...new Set(pins)];
  const card = { kind: OUTGOING, id, owner, value, messages, at: now, ...(due !== undefined && { dueAt: due }) };
  const put: CardChange = { kind: 'put', card, was };
  return was > 0 ? [put] : [put, { kind: 'remove', card: { kind: SENT_OUT, id }, was: 0 }];
}

/** In the commit that accepts it. */
export function putSentOut(place: Place, value: Waiting, { at, identificativo }: Decided): readonly CardChange[] {
  const { id, owner, was } = place;
  const { login, to, subject, size, clientRef, digest, answers: answered, mirrors } = value;
  const isTidy = answered === undefined && mirrors.length === 0;
  const kept: SentOut = {
    ...{ login, to, subject, size, digest, mirrors, at, identificativo, isTidy },
    ...(clientRef !== undefined && { clientRef }),
    ...(answered && { answers: answered }),
  };
  const dueAt = isTidy ? at + WEEK_MS : at;
  return [
    { kind: 'remove', card: { kind: OUTGOING, id }, was },
    { kind: 'put', card: { kind: SENT_OUT, id, owner, value: kept, at, dueAt }, was: 0 },
  ];
}

/** In the commit that accepts a message or refuses it: both are told of in events. */
export function putClientRef(
  clientRef: string | undefined,
  mailbox: string,
  { identificativo, at }: Pick<Decided, 'identificativo' | 'at'>,
): readonly CardChange[] {
  if (clientRef === undefined) return [];
  const value = { clientRef, mailbox };
  const card = { kind: CLIENT_REF, id: identificativo, owner: mailbox, value, at, dueAt: at + CLIENT_REF_MS };
  return [{ kind: 'put', card }];
}

export function putTidy(card: Card, value: SentOut): CardChange {
  const { kind, id, owner, at } = card;
  return {
    kind: 'put',
    card: { kind, id, owner, value: { ...value, isTidy: true }, at, dueAt: at + WEEK_MS },
    was: card.version,
  };
}

export function tellWaiting(id: string, value: Waiting): Outgoing {
  const { state, at, login, to, subject, size, identificativo, clientRef, reason } = value;
  return outgoing.parse({
    ...{ id, state, at: isoLegalTime(at), by: login, to, subject, size },
    ...(identificativo !== undefined && { identificativo }),
    ...(clientRef !== undefined && { clientRef }),
    ...(reason !== undefined && { reason }),
    ...(reason !== undefined && state === 'refused' && { reasons: reasonsIn(reason) }),
  });
}

export function tellSent(id: string, value: SentOut): Outgoing {
  const { at, login, to, subject, size, identificativo, clientRef } = value;
  const told = { id, state: 'sent' as const, at: isoLegalTime(at), by: login, to, subject, size, identificativo };
  return outgoing.parse({ ...told, ...(clientRef !== undefined && { clientRef }) });
}

export const shownRecipients = (recipients: readonly string[]): string[] => recipients.slice(0, MAX_SHOWN);

/** A key given by a program names the message for ever: whoever comes second finds the first. */
export function keyedId(mailbox: string, key: string): string {
  return `k${createHash('sha256').update(`${mailbox}\0${key}`).digest('hex')}`;
}

export function digestOf(asked: Letter | { readonly sha256: string }): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

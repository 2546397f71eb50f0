import type { Instant, Notification, OwedNotice, TrackingAnswer } from '#pec';
import type { AccountReads, Dispatch, Step, TrackingRow } from '#ports';
import { type Issuing, issueKey } from './issuing.ts';
import { joinSteps } from './join-steps.ts';

/** What happened to one certified recipient of a message accepted here, and what nextTracking says of it. */
export interface TrackingMove {
  readonly row: TrackingRow;
  readonly dispatch: Dispatch;
  readonly next: TrackingAnswer;
  readonly at: Instant;
  /** What the event itself may owe; notices of time-out say nothing but that. */
  readonly news?: Extract<Notification, { number: 'M8' | 'M14' }>;
}

export interface TrackingPorts {
  readonly issuing: Issuing;
  readonly store: Pick<AccountReads, 'mailboxById'>;
}

/**
 * The part of a step that moves the tracking and places every notice owed in the sender's mailbox, each once (spec 11.2). The
 * step fails where the row has moved meanwhile.
 */
export async function moveTracking(move: TrackingMove, { issuing, store }: TrackingPorts): Promise<Step> {
  const { row, dispatch, next, at } = move;
  const { identificativo, recipient, state } = row;
  const isMoved = next.to !== state || next.dueAt !== row.dueAt;
  const dueAt = next.dueAt === undefined ? {} : { dueAt: next.dueAt };
  const moved: Step = isMoved ? { tracking: [{ identificativo, recipient, from: state, to: next.to, ...dueAt }] } : {};
  if (next.emit.length === 0) return moved;
  const { facts, mailbox: sender } = dispatch;
  const mailbox = (await store.mailboxById(sender)) ?? { id: sender };
  const notices = next.emit.map(async (number) => {
    const notification = notificationOf(number, move);
    const once = issueKey(issuing.issuer, number, facts, recipient);
    return (await issuing.issueNotice({ point: 'AP', facts, at, notification, route: { mailbox }, once })).part;
  });
  return joinSteps(moved, ...(await Promise.all(notices)));
}

function notificationOf(number: OwedNotice, { row, news }: TrackingMove): Notification {
  if (number === 'M9' || number === 'M10') return { number, recipient: row.recipient };
  if (news?.number !== number) throw new Error(`${number} is owed for ${row.identificativo}, and nobody knows why`);
  return news;
}

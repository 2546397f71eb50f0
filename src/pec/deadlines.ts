import type { Instant, Recipient } from './facts.ts';

const HOUR = 3_600_000;
/** M9: "within the first twelve hours" (RFC 6109 3.1.6). */
export const FIRST_WARNING_MS = 12 * HOUR;
/** M10: between 22 and 24 hours after dispatch (RFC 6109 3.1.6); we choose 23 h 30 min (spec 11.2). */
export const FINAL_WARNING_MS = 23.5 * HOUR;
/** "Time limit for message idleness" (RFC 6109 2.2.2): queues give up. */
export const QUEUE_LIFE_MS = 24 * HOUR;

/** What is known of one certified recipient at the sender's provider (spec 11.2). */
export type TrackingState =
  | 'WAITING'
  | 'TAKEN'
  | 'WARNED'
  | 'WARNED_TAKEN'
  | 'DELIVERED'
  | 'FAILED'
  | 'FAILED_VIRUS'
  | 'EXPIRED'
  | 'EXPIRED_THEN_DELIVERED';

/**
 * `taken`: a PiC lists the recipient. `delivered`: delivery receipt. `failed`: errore-consegna. `virus`: rilevazione-virus.
 * `smtp-failed`: permanent failure when relaying. `due`: `dueAt` has come.
 */
export type TrackingEvent = 'taken' | 'delivered' | 'failed' | 'virus' | 'smtp-failed' | 'due';

/** What the sender's provider tells its holder of one recipient. */
export type OwedNotice = 'M8' | 'M9' | 'M10' | 'M14';

export interface TrackingAnswer {
  readonly to: TrackingState;
  /** When to ask again; absent when nothing can fall due any more. */
  readonly dueAt?: Instant;
  /** The notices owed to the sender, in this order; mostly none, never one twice. */
  readonly emit: readonly OwedNotice[];
  /** Nothing is owed; the log says why the event was out of turn. */
  readonly note?: 'duplicate' | 'anomaly' | 'late';
}

interface Move {
  readonly to: TrackingState;
  readonly emit?: OwedNotice;
  readonly note?: NonNullable<TrackingAnswer['note']>;
}

const CLOSED = (state: TrackingState): Record<Exclude<TrackingEvent, 'due'>, Move> => ({
  taken: { to: state, note: 'late' },
  delivered: { to: state, note: 'anomaly' },
  failed: { to: state, note: 'anomaly' },
  virus: { to: state, note: 'anomaly' },
  'smtp-failed': { to: state, note: 'anomaly' },
});

const OPEN: Record<'delivered' | 'failed' | 'virus' | 'smtp-failed', Move> = {
  delivered: { to: 'DELIVERED' },
  failed: { to: 'FAILED' },
  virus: { to: 'FAILED_VIRUS', emit: 'M8' },
  'smtp-failed': { to: 'FAILED', emit: 'M14' },
};

/** The table of spec 11.2, column by column; `due` is judged by the clock below. */
const TABLE: Record<TrackingState, Record<Exclude<TrackingEvent, 'due'>, Move>> = {
  WAITING: { ...OPEN, taken: { to: 'TAKEN' } },
  TAKEN: { ...OPEN, taken: { to: 'TAKEN', note: 'duplicate' }, 'smtp-failed': { to: 'TAKEN', note: 'anomaly' } },
  WARNED: { ...OPEN, taken: { to: 'WARNED_TAKEN' } },
  WARNED_TAKEN: {
    ...OPEN,
    taken: { to: 'WARNED_TAKEN', note: 'duplicate' },
    'smtp-failed': { to: 'WARNED_TAKEN', note: 'anomaly' },
  },
  DELIVERED: CLOSED('DELIVERED'),
  FAILED: CLOSED('FAILED'),
  FAILED_VIRUS: CLOSED('FAILED_VIRUS'),
  EXPIRED: {
    taken: { to: 'EXPIRED', note: 'late' },
    delivered: { to: 'EXPIRED_THEN_DELIVERED', note: 'late' },
    failed: { to: 'EXPIRED', note: 'late' },
    virus: { to: 'EXPIRED', emit: 'M8', note: 'late' },
    'smtp-failed': { to: 'EXPIRED', note: 'late' },
  },
  EXPIRED_THEN_DELIVERED: CLOSED('EXPIRED_THEN_DELIVERED'),
};

/** Addresses that are tracked: ordinary recipients give neither take-charge nor delivery receipt (spec 11.2; T116). */
export function trackedRecipients(recipients: readonly Recipient[]): readonly string[] {
  return recipients.filter(({ type }) => type === 'certificato').map(({ address }) => address);
}

/** How the tracking of a certified recipient begins, at the instant of acceptance (spec 8.4). */
export function trackOnAcceptance(acceptedAt: Instant): { readonly state: TrackingState; readonly dueAt: Instant } {
  return { state: 'WAITING', dueAt: acceptedAt + FIRST_WARNING_MS };
}

/**
 * What one event means for one certified recipient: the next state, when to look again, and the notices owed (spec 11.2).
 * Pure: the table decides, whatever the order in which events come. A correct notice for the holder is delivered to the
 * holder in every state; this says only what else happens.
 *
 * A notice of time-out falls due at an instant, not when somebody looks: where twelve hours went by without take-charge or
 * delivery, RFC 6109 3.1.6 owes M9, and says so expressly of the delivery receipt that comes "after 12 hours and before the
 * 24-hour timeout". A provider that was down at that instant still owes it (T118), so whatever comes first afterwards
 * (receipt, failure, virus, refusal) first pays what the silence before it had made due: the holder is told the same as by a
 * provider that never stopped, and earlier than of the event itself. The failure receipt after 12 hours is no exception: "the
 * outcome is known" (spec 11.2) spares what would fall due after it, not what fell due before.
 */
export function nextTracking(
  state: TrackingState,
  event: TrackingEvent,
  now: Instant,
  acceptedAt: Instant,
): TrackingAnswer {
  const owed = payTimeouts(state, event, now - acceptedAt);
  const move: Move = event === 'due' ? { to: owed.to } : TABLE[owed.to][event];
  const dueAt = dueIn(move.to, acceptedAt);
  return {
    to: move.to,
    emit: move.emit === undefined ? owed.emit : [...owed.emit, move.emit],
    ...(dueAt !== undefined && { dueAt }),
    ...(move.note !== undefined && { note: move.note }),
  };
}

/**
 * M9 and M10 that the time gone by made due. The clock is asked at 23 h 30 min; what comes between then and 24 hours, before
 * the clock was asked, is still in time, and M10 no longer owed.
 */
function payTimeouts(state: TrackingState, event: TrackingEvent, age: number): Pick<TrackingAnswer, 'to' | 'emit'> {
  const warn = state === 'WAITING' && age >= FIRST_WARNING_MS;
  const warned = warn ? 'WARNED' : state;
  const pending = warned === 'TAKEN' || warned === 'WARNED' || warned === 'WARNED_TAKEN';
  const expire = pending && age >= (event === 'due' ? FINAL_WARNING_MS : QUEUE_LIFE_MS);
  return {
    to: expire ? 'EXPIRED' : warned,
    emit: [...(warn ? ['M9' as const] : []), ...(expire ? ['M10' as const] : [])],
  };
}

function dueIn(state: TrackingState, acceptedAt: Instant): Instant | undefined {
  switch (state) {
    case 'WAITING':
      return acceptedAt + FIRST_WARNING_MS;
    case 'TAKEN':
    case 'WARNED':
    case 'WARNED_TAKEN':
      return acceptedAt + FINAL_WARNING_MS;
    case 'DELIVERED':
    case 'FAILED':
    case 'FAILED_VIRUS':
    case 'EXPIRED':
    case 'EXPIRED_THEN_DELIVERED':
      return undefined;
  }
}

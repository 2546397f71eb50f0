import type { ChainEvent } from '#contract';
import type { Instant } from '#pec';
import type { StoredLogRecord } from '#ports';
import { outcomeCodeOf } from './chain-codes.ts';
import type { Reason } from './chain-reasons.ts';
import { replay, type Told, type ToldKind } from './chain-replay.ts';

/** A transition of a chain: what a program is told, once, whatever was read in the mailbox. */
export interface ChainTransition {
  /** `seq.part`: grows with the log; `part` counts the recipients of one record. */
  readonly cursor: string;
  readonly seq: number;
  readonly part: number;
  readonly type: ChainEvent['type'];
  readonly code: ChainEvent['code'];
  /** Certified time. */
  readonly at: Instant;
  /** Provider that says so. */
  readonly by?: string;
  readonly identificativo?: string;
  /** Absent: of the whole message. */
  readonly recipient?: string;
  readonly reason?: Reason;
  /** StoredMessage id of the receipt's octets; they may be gone. */
  readonly stored?: string;
  readonly record: StoredLogRecord;
}

const TYPES: Readonly<Record<ToldKind, ChainTransition['type']>> = {
  accepted: 'accepted',
  'not-accepted': 'not-accepted',
  'not-accepted-virus': 'not-accepted',
  sent: 'sent',
  taken: 'taken',
  delivered: 'delivered',
  failed: 'failed',
  virus: 'virus',
  warned: 'warned',
  expired: 'expired',
};

/**
 * The transitions of one message that was handed in here, in the order of its log: all its records must be given, those before a cursor
 * too, since a repetition is told apart by what came before it. Of messages of others there are none.
 */
export function chainEventsOf(records: readonly StoredLogRecord[]): readonly ChainTransition[] {
  return replay(records)
    .told.filter(({ isNews }) => isNews)
    .map(transition);
}

function transition(told: Told): ChainTransition {
  const { kind, at, record, part, recipient, reason } = told;
  const { seq, gestore, identificativo, related } = record;
  const [stored] = kind === 'sent' ? [] : (related ?? []);
  return {
    ...{ cursor: `${seq}.${part}`, seq, part },
    ...{ type: TYPES[kind], code: outcomeCodeOf(told), at, record },
    ...(gestore !== undefined && { by: gestore }),
    ...(identificativo !== undefined && { identificativo }),
    ...(recipient !== undefined && { recipient }),
    ...(reason && { reason }),
    ...(stored !== undefined && { stored }),
  };
}

/** Is `a` behind `b` in the log? Cursors are compared as numbers, not as texts. */
export function isAfterCursor(a: Pick<ChainTransition, 'seq' | 'part'>, b: { seq: number; part: number }): boolean {
  return a.seq > b.seq || (a.seq === b.seq && a.part > b.part);
}

/** `seq.part`, or `seq` alone: behind every recipient of that record. Undefined for anything else. */
export function readCursor(text: string): { readonly seq: number; readonly part: number } | undefined {
  const found = /^(\d{1,15})(?:\.(\d{1,6}))?$/.exec(text);
  if (found === null) return undefined;
  return { seq: Number(found[1]), part: found[2] === undefined ? Number.MAX_SAFE_INTEGER : Number(found[2]) };
}

import type { Instant } from '#pec';
import type { LogRecord } from './log.ts';
import type { Dispatch, TrackingRow } from './store.ts';

/** All that one provider has written down of one message. */
export interface MessageHistory {
  readonly identificativo: string;
  /** Its records, in the order of the log. */
  readonly records: readonly LogRecord[];
  /** What is kept beside the log; absent where nothing but the log is at hand. */
  readonly kept?: { readonly dispatch?: Dispatch; readonly tracking: readonly TrackingRow[] };
}

/** Under what circumstances a history is judged. */
export interface AuditQuestion {
  /** PEC domains of this provider. */
  isOwnDomain(domain: string): boolean;
  /** Messages younger than 24 hours may still lack what is on its way. */
  readonly now: Instant;
  /** The provider stood still for hours at a time: a notice may be late, though never missing. */
  readonly wasDown?: boolean;
  /** Older months of the log were deleted: what began before, or within days after, is told by it in part only. */
  readonly wholeFrom?: Instant;
}

/** Where a history contradicts the rules of the system. */
export interface AuditFinding {
  readonly invariant: `I${number}`;
  readonly identificativo: string;
  readonly recipient?: string;
  readonly problem: string;
}

/** The auditor (spec 15.4). The book `message-log` has the only one; who keeps histories elsewhere is given it. */
export type AuditMessage = (history: MessageHistory, question: AuditQuestion) => readonly AuditFinding[];

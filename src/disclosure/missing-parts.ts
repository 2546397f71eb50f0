import { type LogEntry, type MissingPart, outcomeOf, type RecipientOutcome } from '#evidence';
import { type Instant, isoLegalTime, QUEUE_LIFE_MS, type Recipient } from '#pec';
import type { ProvenRecords } from './disclosure.ts';

/** How it stands with one recipient, for paper and manifest. */
export interface RecipientState {
  readonly recipient: Recipient;
  readonly outcome: RecipientOutcome;
}

export function recipientStates(
  recipients: readonly Recipient[],
  records: readonly LogEntry[],
): readonly RecipientState[] {
  return recipients.map((recipient) => {
    const outcome = recipient.type === 'certificato' ? outcomeOf(recipient.address, records) : 'external';
    return { recipient, outcome };
  });
}

/** Outcomes that may still come: by RFC 6109 3.1.6 within 24 hours of the acceptance. */
export function awaited(states: readonly RecipientState[], acceptedAt: Instant): readonly MissingPart[] {
  const knownBy = isoLegalTime(acceptedAt + QUEUE_LIFE_MS);
  return states.flatMap(({ recipient, outcome }): MissingPart[] => {
    const about = { recipient: recipient.address, knownBy };
    if (outcome === 'waiting') return [{ what: 'take-charge', ...about }];
    return outcome === 'taken' ? [{ what: 'delivery', ...about }] : [];
  });
}

/** What the sealed log still owes: heads are signed hourly and when the day is closed, and stamped then. */
export function unsealed(proven: ProvenRecords): readonly MissingPart[] {
  const unstamped = proven.days.filter(({ head }) => head.timestamp === undefined);
  return [
    ...(proven.unproven.length > 0 ? [{ what: 'head' } as const] : []),
    ...unstamped.map(() => ({ what: 'head-timestamp' }) as const),
  ];
}

/** What was asked of a piece of evidence. */
export type EvidenceQuestion =
  /** The text of the record is one. */
  | 'record'
  /** It stands in the tree. */
  | 'inclusion'
  /** Its instant fits the day and the place where it stands. */
  | 'date'
  /** The head is one, and signed. */
  | 'head'
  /** The signer is the provider, by a root that is trusted. */
  | 'signer'
  /** An authority says since when the head exists. */
  | 'timestamp'
  /** Another provider saw the head. */
  | 'witness';

/** One answer, in words for people. */
export interface EvidenceCheck {
  readonly question: EvidenceQuestion;
  /** `record 17`, or `head of 2026-11-22`. */
  readonly subject: string;
  /** `missing`: not there, which proves nothing against the rest. */
  readonly outcome: 'ok' | 'missing' | 'fault';
  readonly text: string;
}

export function ok(question: EvidenceQuestion, subject: string, text: string): EvidenceCheck {
  return { question, subject, outcome: 'ok', text };
}

export function missing(question: EvidenceQuestion, subject: string, text: string): EvidenceCheck {
  return { question, subject, outcome: 'missing', text };
}

export function fault(question: EvidenceQuestion, subject: string, text: string): EvidenceCheck {
  return { question, subject, outcome: 'fault', text };
}

import type { CertifiedFacts, Instant, MessageNumber } from '#pec';

/** Where a relay job goes. */
export type Destination =
  /** A PEC provider: TLS required, every recipient is in a domain of that provider. `domain` is the one whose MX is asked. */
  | { readonly kind: 'provider'; readonly domain: string }
  /** An ordinary domain: TLS when offered. */
  | { readonly kind: 'ordinary'; readonly domain: string };

/** Somebody at the provider ended the attempts before their time: whoever waits is told by the notices owed, in the next attempt. */
export interface GivenUp {
  readonly by: string;
}

/** One SMTP transaction to make: the recipients still owed, and only they. */
export interface RelayWork {
  readonly kind: 'relay';
  readonly messageId: string;
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  readonly destination: Destination;
  /** What is being sent; absent for a DSN. */
  readonly notice?: MessageNumber;
  readonly identificativo?: string;
  /** Octets above 127 stand in the message: it needs BODY=8BITMIME. */
  readonly eightBit?: boolean;
  readonly givenUp?: GivenUp;
}

/** The hop inside one provider: the incoming point receives our own message (RFC 6109 3.4). */
export interface ReceiveWork {
  readonly kind: 'receive';
  readonly messageId: string;
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  readonly notice?: MessageNumber;
  readonly identificativo?: string;
  readonly givenUp?: GivenUp;
}

/** A correct transport envelope as the incoming point read it, so that the delivery point need not read it again. */
export interface ReadEnvelope {
  readonly facts: CertifiedFacts;
  /** Place of postacert.eml's body in the message, octets; `end` is one past the last. */
  readonly original: { readonly start: number; readonly end: number };
  /** Octets above 127 stand somewhere in the envelope. */
  readonly eightBit: boolean;
  /** To and Cc of the envelope, unfolded: they tell primary recipients from copies (RFC 6109 3.3.2). */
  readonly to: string;
  readonly cc: string;
}

/** What the incoming point hands to the delivery point: a correct envelope, or our anomaly envelope around what is not. */
export type DeliverWork = {
  readonly kind: 'deliver';
  readonly messageId: string;
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  readonly givenUp?: GivenUp;
} & (
  | { readonly arrival: 'envelope'; readonly envelope: ReadEnvelope }
  /** `thread`: what the wrapped message belongs to, if it says so. */
  | { readonly arrival: 'anomaly'; readonly thread?: string }
);

export type Work = RelayWork | ReceiveWork | DeliverWork;

export interface NewJob {
  readonly id: string;
  readonly work: Work;
  /** Named queue: one per destination, so that one dead peer never holds up another. */
  readonly queue: string;
  readonly runAt: Instant;
  /** After this instant the job is given up (RFC 6109 2.2.2: 24 hours). */
  readonly expiresAt: Instant;
}

export interface Job extends NewJob {
  /** Counts every taking, a crashed one too. */
  readonly attempts: number;
  /** Proof of the lease; every step about this job must expect it. */
  readonly token: string;
  readonly lastError?: string;
}

/** A part of the open jobs: behind a place in their order, of one queue. */
export interface JobsAsked {
  readonly queue?: string | undefined;
  readonly after?: Pick<Job, 'runAt' | 'id'> | undefined;
}

/** What waits in one queue. */
export interface JobQueue {
  readonly queue: string;
  readonly jobs: number;
  /** Of the one that waits longest. */
  readonly expiresAt: Instant;
  /** Of the one that is due next. */
  readonly runAt: Instant;
  readonly lastError?: string;
}

export interface JobDone {
  readonly jobId: string;
}

/** Puts a job back: later, perhaps with fewer recipients. */
export interface JobRetry {
  readonly jobId: string;
  readonly runAt: Instant;
  readonly error: string;
  readonly work?: Work;
}

import type { Accounts } from '#accounts';
import type { Issuing } from '#issuing';
import type { MimeIndex, Rope } from '#mime';
import type { CertifiedFacts, Issuer, ProviderIndexView } from '#pec';
import type { Blobs, Digests, LegalTime, Mailbox, Random, Store, VirusScanner } from '#ports';

/** A message as the submission door took it: authenticated, its bytes safe, its structure indexed on the way. */
export interface Submission {
  readonly mailbox: Mailbox;
  /** Login of the delegate who handed it in; absent: the holder. */
  readonly user?: string;
  /** MAIL FROM: one of the mailbox's own addresses (A1). */
  readonly mailFrom: string;
  /** RCPT TO, in order, as given. */
  readonly recipients: readonly string[];
  readonly rope: Rope;
  readonly size: number;
  readonly sha256: string;
  readonly index: MimeIndex;
  /** Octets of the header section, the empty line included. */
  readonly header: Uint8Array;
  /** Our own `Received:` field for the envelope, CRLF included (RFC 5321 4.4). */
  readonly received: string;
  readonly peer: string;
}

/** What the client is told after DATA. A fault of the world is thrown, and the door answers 451. */
export interface SubmissionReply {
  readonly code: 250 | 451;
  readonly enhanced: string;
  readonly text: string;
}

/** How much a holder may send at once (spec 16.1). */
export interface SubmissionLimits {
  readonly maxRecipients: number;
  /** Octets of the message times its recipients. */
  readonly maxBytesTimesRecipients: number;
}

export interface AccessPointPorts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly scanner: VirusScanner;
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly digests: Digests;
  readonly issuing: Issuing;
  readonly accounts: Accounts;
  readonly index: () => ProviderIndexView | undefined;
  readonly limits: SubmissionLimits;
}

export type { CertifiedFacts, Issuer };

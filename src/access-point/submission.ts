import type { Accounts } from '#accounts';
import type { Issuing } from '#issuing';
import type { MimeIndex, Rope } from '#mime';
import type { CertifiedFacts, Instant, Issuer, ProviderIndexView } from '#pec';
import type { Blobs, Digests, LegalTime, Mailbox, Random, Step, Store, VirusScanner } from '#ports';

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
  /**
   * What whoever hands it in keeps of it, changed in the commit that decides: his books can never say that it went when it did not, and
   * where his card was changed meanwhile nothing is accepted. So nothing is sent twice, whatever fails and whoever tries again.
   */
  along?(decided: SubmissionDecided): Pick<Step, 'cards' | 'messages'>;
}

export interface SubmissionDecided {
  readonly identificativo: string;
  readonly at: Instant;
  /** False: a notice of non-acceptance was issued (M2, M3). */
  readonly isAccepted: boolean;
  /** Why not, in Italian, as the notice says. */
  readonly faults: readonly string[];
}

/** What the client is told after DATA; 550: the mailbox is frozen. A fault of the world is thrown, and the door answers 451. */
export interface SubmissionReply {
  readonly code: 250 | 451 | 550;
  readonly enhanced: string;
  readonly text: string;
  /** With 250. */
  readonly decided?: SubmissionDecided;
  /** With 451: what goes `along` was changed by somebody else, and nothing was done. */
  readonly isOvertaken?: true;
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

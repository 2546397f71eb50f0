import type { Accounts } from '#accounts';
import type { VerifyValue } from '#cms';
import type { Issuing } from '#issuing';
import type { MimeIndex } from '#mime';
import type { ProviderIndexView } from '#pec';
import type { Blobs, Digests, JobDone, LegalTime, Random, Step, Store, StoredMessage, VirusScanner } from '#ports';

/** One received SMTP transaction, or one hop inside the provider (RFC 6109 3.2, 3.4). */
export interface Incoming {
  /** Empty for the null reverse path. */
  readonly mailFrom: string;
  /** The RCPT TO of this transaction that are ours. */
  readonly recipients: readonly string[];
  readonly message: StoredMessage;
  readonly index: MimeIndex;
  /** Octets of the header section, the empty line included. */
  readonly header: Uint8Array;
  readonly peer: string;
  /** Whether the transaction was protected; `local` for the hop inside. */
  readonly transport: 'tls' | 'clear' | 'local';
  /** The step that ends the job of a local hop, with its lease. */
  readonly ends?: { readonly lease: Step['expects']; readonly done: readonly JobDone[] };
}

export type ReceiveReply =
  | { readonly kind: 'accepted' }
  /** A permanent refusal: nothing was recorded but the log. */
  | { readonly kind: 'refused'; readonly code: 550 | 554; readonly enhanced: string; readonly text: string }
  /** Certainty can't be had now: the peer must try again. */
  | { readonly kind: 'later'; readonly text: string };

export interface IncomingPointPorts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly digests: Digests;
  readonly random: Random;
  readonly legalTime: LegalTime;
  readonly scanner: VirusScanner;
  readonly issuing: Issuing;
  readonly accounts: Accounts;
  readonly trust: TrustedWorld;
  /** SHA-1 message digests of old providers are taken, with a warning in the log (spec 5.9). */
  readonly acceptSha1: boolean;
  /** Checks signature values; absent: WebCrypto does. */
  readonly verify?: VerifyValue;
}

/** What signatures are judged against; refreshed by the provider index book. */
export interface TrustedWorld {
  index(): ProviderIndexView | undefined;
  /** DER of the trusted roots. */
  roots(): readonly Uint8Array[];
  /** DER of the revocation lists at hand. */
  crls(): readonly Uint8Array[];
  /** DER of the OCSP answers at hand. */
  ocsp?(): readonly Uint8Array[];
}

/** The message as a step must store it: not again when it came by the hop inside, where it is stored already. */
export function newlyStored({ message, transport }: Incoming): readonly StoredMessage[] {
  return transport === 'local' ? [] : [message];
}

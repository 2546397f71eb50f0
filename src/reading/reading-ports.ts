import type { Box, Logins } from '#accounts';
import type { Language, MailRow } from '#contract';
import type { FolderViews, QuotaReserve } from '#mailbox';
import type { ArchiveReader } from '#message-view';
import type { ProviderIndexView } from '#pec';
import type { AccountReads, Blobs, CardReads, Digests, LegalTime, MailStore, Store, StoredLogRecord } from '#ports';

/** Who looks, into which mailbox; the door has judged that he may open it. */
export interface Reader {
  readonly login: string;
  readonly box: Box;
  readonly language: Language;
  /** User-Agent, for the holder's "who saw what". */
  readonly device?: string;
}

/** What a delegate did, for the holder to see (`#teamwork` keeps it). */
export interface MailAccess {
  readonly mailbox: string;
  readonly login: string;
  readonly device?: string;
  readonly what: 'opened' | 'downloaded' | 'moved' | 'deleted' | 'exported';
  readonly thread?: string;
  readonly subject?: string;
}

/** What signatures are judged by, as it is now. */
export interface TrustNow {
  index(): ProviderIndexView | undefined;
  roots(): readonly Uint8Array[];
  crls(): readonly Uint8Array[];
  ocsp?(): readonly Uint8Array[];
}

/** A receipt that the log tells of: the `LoggedReceipt` of `#disclosure`. */
export interface FoundReceipt {
  readonly record: StoredLogRecord;
  readonly kind: string;
  /** StoredMessage id. */
  readonly stored: string;
  readonly recipients: readonly string[];
}

export interface ReceiptOctets {
  readonly origin: 'original' | 'attestation';
  readonly content: { readonly size: number; read(): AsyncIterable<Uint8Array> };
}

/**
 * What the office `disclosure` does, given: offices do not import each other. Each hands out only what this address may have, writes the
 * access into the log first, and answers undefined where there is nothing to give.
 */
export interface Disclosing {
  findReceipts(identificativo: string, address: string): Promise<readonly FoundReceipt[] | undefined>;
  reproduce(receipts: readonly FoundReceipt[], address: string): AsyncIterable<ReceiptOctets>;
  dossier(identificativo: string, address: string): Promise<{ readonly octets: AsyncIterable<Uint8Array> } | undefined>;
}

export interface ReadingPorts {
  readonly store: MailStore &
    AccountReads &
    Pick<CardReads, 'card'> &
    Pick<Store, 'searchLog' | 'dispatch' | 'tracking' | 'message'>;
  readonly blobs: Pick<Blobs, 'read' | 'bytes'>;
  readonly views: FolderViews;
  readonly logins: Pick<Logins, 'standing'>;
  readonly legalTime: LegalTime;
  readonly digests: Digests;
  readonly trust: TrustNow;
  readonly archives: ArchiveReader;
  /** Certificates of the authorities whose signers of documents are known, DER. */
  readonly documentAuthorities?: readonly Uint8Array[];
  readonly quotaReserve: QuotaReserve;
  readonly disclosing: Disclosing;
  /** Resolves when it is written; absent: there are no teams. */
  tellAccess?(access: MailAccess): Promise<void>;
  /** Who is in charge, for those of these threads that have somebody. */
  charges?(mailbox: string, threads: readonly string[]): Promise<ReadonlyMap<string, NonNullable<MailRow['charge']>>>;
  /** New records of the message log, in order; answers how to stop. */
  listenToLog?(listener: (records: readonly StoredLogRecord[]) => void): () => void;
  /** A kept message that cannot be read: who asked is told that it holds nothing. */
  onUnreadable(fault: unknown, messageId: string): void;
}

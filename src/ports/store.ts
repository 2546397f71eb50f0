import type { Rope } from '#mime';
import type { CertifiedFacts, Instant, MessageNumber, RecipientType, TrackingState } from '#pec';
import type { AccountChange, AccountReads } from './accounts.ts';
import type { CardChange, CardReads } from './cards.ts';
import type { Job, JobDone, JobQueue, JobRetry, JobsAsked, NewJob } from './jobs.ts';
import type { LogQuery, LogRecord, StoredLogRecord } from './log.ts';

export type { TrackingState };

/** One message kept as exact bytes. Its rope never changes. */
export interface StoredMessage {
  /** Unique, chosen by the application (never by the database). */
  readonly id: string;
  readonly rope: Rope;
  /** Octets. */
  readonly size: number;
  /** SHA-256 of all octets, lower-case hex. */
  readonly sha256: string;
}

/** A message put into a folder of a mailbox. The store allocates the UID inside the commit. */
export interface Placement {
  /** Mailbox id. */
  readonly mailbox: string;
  readonly folder: string;
  readonly messageId: string;
  /** Octets charged to the quota: always, since an office places a message once in a mailbox. */
  readonly size: number;
  readonly internalDate: Instant;
  /** Kept as in `MailItem.flags`. */
  readonly flags?: readonly string[];
  /** See `MailItem.thread`. */
  readonly thread?: string;
}

/** One certified recipient of one accepted message, at the sender's provider. */
export interface TrackingRow {
  readonly identificativo: string;
  readonly recipient: string;
  readonly state: TrackingState;
  /** The next instant at which dueNotifications must be asked; absent when nothing can fall due any more. */
  readonly dueAt?: Instant;
}

/** A message accepted here: what certification said of it, kept for every later notice. */
export interface Dispatch {
  readonly facts: CertifiedFacts;
  readonly acceptedAt: Instant;
  /** Mailbox id of the sender. */
  readonly mailbox: string;
  /** StoredMessage id of the transport envelope. */
  readonly envelope: string;
}

/** Changes the tracking of one recipient, only if it still is in `from`; else the step fails with `tracking`. */
export interface TrackingChange {
  readonly identificativo: string;
  readonly recipient: string;
  readonly from: TrackingState;
  readonly to: TrackingState;
  readonly dueAt?: Instant;
}

/**
 * The memory of what has been issued or received: key = issuer|M-number|identificativo|recipient, value = SHA-256 of the
 * signed entity (spec 9.8, invariant 3). `messageId` names the stored bytes, which every repetition sends again.
 */
export interface SeenKey {
  readonly key: string;
  readonly sha256: string;
  readonly messageId: string;
}

/** An infected message, kept 30 months (RFC 6109 2.2.4). */
export interface Quarantined {
  readonly id: string;
  readonly messageId: string;
  readonly at: Instant;
  readonly point: 'AP' | 'InP';
  readonly virus: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly identificativo?: string;
}

/** Bytes kept under a name: the provider index, CRLs, the provider's own published record. The newest wins. */
export interface NamedDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly at: Instant;
}

export type Expectation =
  /** The job is still leased to this worker under this token; an empty one: it waits, and nobody holds it. */
  | { readonly kind: 'lease'; readonly jobId: string; readonly token: string }
  /**
   * used + bytes <= `upTo` octets (absent: the quota of the mailbox), and the mailbox is active. Judged with the placements of
   * earlier steps counted. `upTo` is how certified mail reaches the reserve behind the quota.
   */
  | { readonly kind: 'quota'; readonly mailbox: string; readonly bytes: number; readonly upTo?: number }
  /** The document of this name has octets with this SHA-256, lower-case hex; undefined: there is none. Who read it may replace it. */
  | { readonly kind: 'document'; readonly name: string; readonly sha256: string | undefined };

/**
 * Everything one act of an office records, as a value: all of it becomes durable together, or none of it.
 * A key of `seen` that exists already fails the step (`seen`), and so does a `tracking` change whose `from` no longer holds.
 */
export interface Step {
  readonly expects?: readonly Expectation[];
  readonly messages?: readonly StoredMessage[];
  readonly seen?: readonly SeenKey[];
  readonly dispatches?: readonly Dispatch[];
  /** Rows to begin tracking. */
  readonly track?: readonly TrackingRow[];
  readonly tracking?: readonly TrackingChange[];
  readonly log?: readonly LogRecord[];
  readonly placements?: readonly Placement[];
  readonly quarantine?: readonly Quarantined[];
  readonly documents?: readonly NamedDocument[];
  /** Names of documents to remove; none that the same step keeps. */
  readonly forget?: readonly string[];
  readonly accounts?: readonly AccountChange[];
  /** None twice in one step. */
  readonly cards?: readonly CardChange[];
  readonly jobs?: readonly NewJob[];
  readonly done?: readonly JobDone[];
  readonly retry?: readonly JobRetry[];
}

export type CommitResult =
  /** `uids` answers `placements`, in order. */
  | { readonly done: true; readonly uids: readonly number[] }
  | { readonly done: false; readonly failed: FailedExpectation };

export type FailedExpectation =
  | { readonly kind: 'lease'; readonly jobId: string }
  | { readonly kind: 'quota'; readonly mailbox: string }
  | { readonly kind: 'document'; readonly name: string }
  /** Its version is another one, or its key is taken. */
  | { readonly kind: 'card'; readonly card: { readonly kind: string; readonly id: string } }
  | { readonly kind: 'seen'; readonly key: string; readonly sha256: string; readonly messageId: string }
  | { readonly kind: 'tracking'; readonly identificativo: string; readonly recipient: string };

/** What stands in a folder: enough for POP3 and for IMAP to build upon. */
export interface MailboxItem {
  readonly uid: number;
  readonly messageId: string;
  readonly size: number;
  readonly internalDate: Instant;
  readonly flags: readonly string[];
}

export interface Folder {
  readonly name: string;
  readonly uidValidity: number;
  readonly uidNext: number;
}

/**
 * The one durable memory of a provider. A fault of the world (connection lost, disk full) rejects the promise; nothing of the
 * step is then recorded, or the caller cannot know: repeating the step is always safe, since ids, keys and leases are given.
 */
export interface Store extends AccountReads, CardReads, AsyncDisposable {
  /** Resolves only when the step is durable (invariant 1 of ARCHITECTURE.md). */
  commit(step: Step): Promise<CommitResult>;

  message(id: string): Promise<StoredMessage | undefined>;
  seen(keys: readonly string[]): Promise<ReadonlyMap<string, SeenKey>>;
  dispatch(identificativo: string): Promise<Dispatch | undefined>;
  tracking(identificativo: string): Promise<readonly TrackingRow[]>;
  /** Rows with dueAt <= now, earliest first. */
  dueTracking(now: Instant, limit: number): Promise<readonly TrackingRow[]>;
  /** The earliest dueAt of tracking and cards, and runAt of jobs; undefined when nothing waits. The time machine walks by it. */
  nextDue(): Promise<Instant | undefined>;

  /**
   * Leases up to `limit` jobs with runAt <= now whose lease is free or ended, oldest runAt first, SKIP LOCKED. Taking a job
   * counts the attempt. `monotonicNow` and `leaseMs` are monotonic time.
   */
  claimJobs(claim: {
    readonly worker: string;
    readonly now: Instant;
    readonly monotonicNow: number;
    readonly leaseMs: number;
    readonly limit: number;
    /** Workers whose name begins with this are dead, except the claiming one: their leases are over. */
    readonly dead?: string;
    /**
     * After an outage: leases of the claiming worker itself, begun before this monotonic instant, on other jobs than those it has in
     * hand. They came with a commit whose answer was lost, and nobody works at them.
     */
    readonly mislaid?: { readonly leasedBefore: number; readonly inHand: readonly string[] };
  }): Promise<readonly Job[]>;
  /** Jobs not finished: how many are waiting or leased now. */
  openJobs(): Promise<number>;
  /** Open jobs, the next due first; `after` this place, of one queue alone. */
  jobs(limit: number, of?: JobsAsked): Promise<readonly Job[]>;
  job(id: string): Promise<Job | undefined>;
  /** Of each queue with open jobs: counted by the store, however many there are. The longest waiting queue first. */
  jobQueues(): Promise<readonly JobQueue[]>;

  /**
   * Jobs born in this process are handed over in memory: `take` is called after the commit with jobs whose runAt <= now,
   * already leased to `worker`. `room()` says how many it would take now; the rest are born free and are claimed later.
   */
  handOver(receiver: {
    readonly worker: string;
    readonly leaseMs: number;
    now(): Instant;
    monotonicNow(): number;
    room(): number;
    take(jobs: readonly Job[]): void;
  }): void;

  folder(mailbox: string, name: string): Promise<Folder | undefined>;
  folders(mailbox: string): Promise<readonly Folder[]>;
  /** Items of a folder in UID order. */
  items(mailbox: string, folder: string): Promise<readonly MailboxItem[]>;

  document(name: string): Promise<NamedDocument | undefined>;
  searchLog(query: LogQuery): Promise<readonly StoredLogRecord[]>;
  /** The newest first; `after` this place. */
  quarantined(limit: number, after?: Pick<Quarantined, 'at' | 'id'>): Promise<readonly Quarantined[]>;
  countQuarantined(): Promise<number>;
}

export type { CertifiedFacts, MessageNumber, RecipientType };

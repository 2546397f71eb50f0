import type { MessageSummary, MessageTree } from '#mime';
import type { SearchKey, StatusItem, StoreMode } from './query.ts';

/** Why something is not done: `NO [code] text` (RFC 9051 7.1); without a code plain `NO`. */
export interface ImapRefusal {
  readonly ok: false;
  readonly code?:
    | 'ALREADYEXISTS'
    | 'AUTHENTICATIONFAILED'
    | 'AUTHORIZATIONFAILED'
    | 'CANNOT'
    | 'CLIENTBUG'
    | 'CONTACTADMIN'
    | 'EXPUNGEISSUED'
    | 'HASCHILDREN'
    | 'INUSE'
    | 'LIMIT'
    | 'NONEXISTENT'
    | 'NOPERM'
    | 'OVERQUOTA'
    | 'TOOBIG'
    | 'TRYCREATE'
    | 'UNAVAILABLE'
    | 'USEATTR';
  readonly text: string;
}
export type Done<T> = ({ readonly ok: true } & T) | ImapRefusal;
export type Plain = { readonly ok: true } | ImapRefusal;

/** UIDs, ascending, both ends in. */
export type UidRanges = readonly (readonly [first: number, last: number])[];

export interface ImapItem {
  readonly uid: number;
  readonly modseq: number;
  readonly flags: readonly string[];
  readonly size: number;
  /** Milliseconds. */
  readonly internalDate: number;
  readonly savedAt: number;
  readonly emailId: string;
  readonly threadId?: string | undefined;
}

/** What LIST tells of a folder. `attributes` holds `\Noselect`, `\NonExistent`, special uses; children and subscription are worked out. */
export interface ListedFolder {
  /** Unicode, levels parted by `/`. */
  readonly name: string;
  readonly attributes: readonly string[];
  /** Of the namespace's owner alone: others' folders have rights of their own. */
  readonly selectable: boolean;
}

export interface NamespaceEntry {
  readonly prefix: string;
  readonly delimiter: '/';
}

/** One message, opened: its octets and its structure. */
export interface ImapMessage {
  readonly size: number;
  /** Exact octets; `end` is one past the last. */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  /** With attached messages descended into (RFC 9051 6.4.5.1). */
  tree(): Promise<MessageTree>;
}

/**
 * A selected folder: the newest state known, shared by all sessions of this process. A session compares it with what it told its
 * client; nothing here depends on the session.
 */
export interface ImapFolder {
  readonly name: string;
  readonly mailboxId: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModseq: number;
  /** Gone while selected: deleted, or rights taken. */
  readonly isGone: boolean;
  /** Flags a client may set; with `\*` when new keywords may be made. */
  readonly permanentFlags: readonly string[];
  /** All flags and keywords in use here. */
  readonly knownFlags: readonly string[];
  /** Of the user, RFC 4314 letters. */
  readonly rights: string;

  /** Ascending. Never changed in place: a new array after each change, so that it may be kept. */
  uids(): Uint32Array;
  item(uid: number): ImapItem | undefined;
  /**
   * Looks up one item after the other, best in ascending order; each may be given in the same object, which is good until the next look
   * or the next change.
   */
  reader(): (uid: number) => ImapItem | undefined;
  /** UID of the first message without `\Seen`. */
  firstUnseen(): number | undefined;
  /** Items with modseq > `since`, UID order. */
  changedSince(since: number): readonly ImapItem[];
  /** UIDs gone after `since`, of those in `within`. */
  vanishedSince(since: number, within?: UidRanges): Promise<readonly number[]>;
  /**
   * Messages up to this UID are told to a client now. Answers the UID after which no session was told of any before (RFC 3501 2.3.2,
   * `\Recent`), `upTo` when there is none. Unless `take` is given, the next that asks is answered the same.
   */
  claimRecent(upTo: number, take: boolean): Promise<number>;
  /** Takes in what other processes did. Cheap when nothing happened. */
  refresh(): Promise<void>;
  /** Something changed, by whoever. */
  onChange(listener: () => void): () => void;

  message(uid: number): Promise<ImapMessage | undefined>;
  /** Read ahead in the order given, few at a time; those gone are left out. */
  messages(uids: readonly number[]): AsyncIterable<readonly [uid: number, message: ImapMessage]>;
  /** Kept parses: envelope, structure, preview. In the order given. */
  summaries(uids: readonly number[]): AsyncIterable<readonly [uid: number, summary: MessageSummary]>;

  setFlags(
    uids: UidRanges,
    mode: StoreMode,
    flags: readonly string[],
    unchangedSince?: number,
  ): Promise<Done<{ readonly items: readonly ImapItem[]; readonly modified: readonly number[] }>>;
  expunge(uids?: UidRanges): Promise<Done<{ readonly uids: readonly number[] }>>;
  copy(uids: UidRanges, to: string): Promise<Done<CopiedUids>>;
  move(uids: UidRanges, to: string): Promise<Done<CopiedUids>>;
  /**
   * UIDs that match, ascending, among `uids`. `numbers` keys were turned into `uids` keys, and `saved` resolved, by the session.
   * Texts match any substring, letter case ignored, in the decoded text (RFC 9051 6.4.4).
   */
  search(key: SearchKey, uids: Uint32Array): Promise<readonly number[]>;
}

/** `uids[i]` is the copy of `sources[i]`. */
export interface CopiedUids {
  readonly uidValidity: number;
  readonly sources: readonly number[];
  readonly uids: readonly number[];
}

export interface NewMessage {
  readonly flags: readonly string[];
  /** Milliseconds; absent: now. */
  readonly date?: number;
  readonly size: number;
  readonly octets: AsyncIterable<Uint8Array>;
  /** REPLACE: this one goes in the same commit (RFC 8508). */
  readonly replaces?: { readonly folder: ImapFolder; readonly uid: number };
}

export interface QuotaRoot {
  readonly name: string;
  readonly resources: readonly {
    readonly name: 'STORAGE' | 'MESSAGE';
    readonly usage: number;
    readonly limit: number;
  }[];
}

/** A user who is in, and all he may open. Folder names are Unicode. */
export interface ImapAccount {
  readonly user: string;
  readonly namespaces: {
    readonly personal: readonly NamespaceEntry[];
    readonly otherUsers: readonly NamespaceEntry[];
    readonly shared: readonly NamespaceEntry[];
  };
  /** Octets of the largest message APPEND takes (RFC 7889). */
  readonly appendLimit: number;
  /** Every folder he may see, sorted by name, INBOX first. */
  list(): Promise<readonly ListedFolder[]>;
  subscriptions(): Promise<readonly string[]>;
  subscribe(name: string, on: boolean): Promise<Plain>;
  /** `NONEXISTENT` when there is none. */
  select(
    name: string,
    readOnly: boolean,
  ): Promise<Done<{ readonly folder: ImapFolder; readonly readOnly: boolean; close(): void }>>;
  status(
    name: string,
    items: readonly StatusItem[],
  ): Promise<Done<{ readonly values: ReadonlyMap<StatusItem, number | string> }>>;
  /** Of many listed folders at once; those that cannot be looked into are left out. */
  statuses(
    names: readonly string[],
    items: readonly StatusItem[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<StatusItem, number | string>>>;
  create(name: string, use: readonly string[]): Promise<Done<{ readonly mailboxId: string }>>;
  delete(name: string): Promise<Plain>;
  rename(name: string, newName: string): Promise<Plain>;
  /** Before the literal is asked for: TRYCREATE, TOOBIG, OVERQUOTA, NOPERM are told at once. */
  mayAppend(name: string, size: number): Promise<Plain>;
  append(name: string, message: NewMessage): Promise<Done<{ readonly uidValidity: number; readonly uid: number }>>;
  quotaRoots(name: string): Promise<Done<{ readonly roots: readonly QuotaRoot[] }>>;
  quota(root: string): Promise<Done<{ readonly root: QuotaRoot }>>;
  setQuota(root: string, limits: ReadonlyMap<string, number>): Promise<Plain>;
  acl: {
    get(name: string): Promise<Done<{ readonly entries: readonly (readonly [identifier: string, rights: string])[] }>>;
    mine(name: string): Promise<Done<{ readonly rights: string }>>;
    /** Rights always granted, then those that may be, one group each (RFC 4314 3.7). */
    listable(
      name: string,
      identifier: string,
    ): Promise<Done<{ readonly required: string; readonly optional: readonly string[] }>>;
    set(name: string, identifier: string, mode: StoreMode, rights: string): Promise<Plain>;
    remove(name: string, identifier: string): Promise<Plain>;
  };
  /** The session is over. */
  leave(): void;
}

/** What a server must give the protocol. Knows nothing of sockets. A fault of the world rejects; the session answers `NO [UNAVAILABLE]`. */
export interface ImapBackend {
  login(user: string, password: string): Promise<Done<{ readonly account: ImapAccount }>>;
  /** Minutes by which the clocks of the place are ahead of UTC at an instant: dates are told, and days are searched, as they are there. */
  readonly utcOffset: (at: number) => number;
}

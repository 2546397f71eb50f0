import type { Instant } from '#pec';
import type { StoredMessage } from './store.ts';

/** RFC 6154 2. */
export type SpecialUse = '\\All' | '\\Archive' | '\\Drafts' | '\\Flagged' | '\\Junk' | '\\Sent' | '\\Trash';

/** A folder of a mailbox: what IMAP calls a mailbox. */
export interface MailFolder {
  /** Given once, never again: MAILBOXID (RFC 8474 4). Digits. */
  readonly id: string;
  /** Id of the mailbox it belongs to. */
  readonly mailbox: string;
  /** Unicode (NFC), levels parted by `/`; `INBOX` in capitals. */
  readonly name: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  /** Grows with every change of the folder (RFC 7162 3.1.2.1); at least 1. */
  readonly highestModseq: number;
  /** Some reader was told of messages up to this UID; those behind it are new to all. Never in a hurry: it may be an older one. */
  readonly recentUid: number;
  readonly specialUse?: SpecialUse;
}

/** What STATUS tells, of one moment. */
export interface FolderCounts extends Pick<MailFolder, 'uidNext' | 'highestModseq'> {
  readonly messages: number;
  readonly unseen: number;
  readonly deleted: number;
  /** Octets. */
  readonly size: number;
}

/** A message in a folder. */
export interface MailItem {
  readonly uid: number;
  readonly modseq: number;
  readonly messageId: string;
  readonly size: number;
  readonly internalDate: Instant;
  /** When it came into this folder (RFC 8514). */
  readonly savedAt: Instant;
  /** System flags and keywords, sorted, none twice whatever the letter case. */
  readonly flags: readonly string[];
  /** What belongs together (RFC 8474 5.2): the identificativo of a PEC message, else the root of its References. */
  readonly thread?: string;
}

/** UIDs, ascending and none twice, as ranges with both ends in it. */
export type UidRanges = readonly (readonly [first: number, last: number])[];

/** What happened in a folder after `since`: every item as it stands, and every UID that went. One snapshot. */
export interface FolderChanges {
  readonly folder: MailFolder;
  readonly items: readonly MailItem[];
  readonly vanished: readonly number[];
  /** MODSEQ of the last change by which something went, at most the folder's; 0: nothing ever did. */
  readonly vanishedAt: number;
}

/** A commit changed a folder. */
export interface FolderChange {
  readonly mailbox: string;
  readonly folder: string;
  /** Its items alone changed, last with this MODSEQ. Absent: perhaps the folder itself, its name, or that it is there. */
  readonly modseq?: number;
  /** All that came with `modseq`, told to listeners of the process that did it, and of one change alone. */
  readonly news?: Pick<FolderChanges, 'items' | 'vanished'>;
}

export interface FlagChange {
  readonly folder: string;
  readonly uids: UidRanges;
  readonly mode: 'add' | 'remove' | 'replace';
  readonly flags: readonly string[];
  /** Kept whatever the mode: flags that begin with this belong to the server. */
  readonly serverPrefix: string;
  /** Items changed after this are left alone and told in `modified` (RFC 7162 3.1.3). */
  readonly unchangedSince?: number;
}

export type MailRefusal = {
  readonly done: false;
  readonly why: /** The folder (or the one copied to) went meanwhile. */
    | 'no-folder'
    /** A folder of that name is there. */
    | 'exists'
    | 'quota'
    /** More folders than a mailbox may have. */
    | 'too-many'
    /** The folder was to go only if it is empty. */
    | 'not-empty'
    /** REPLACE of a message that is gone. */
    | 'no-message';
};

export interface NewItem {
  readonly folder: string;
  /** New, or (same id) one that stands in the store already. */
  readonly message: StoredMessage;
  readonly flags: readonly string[];
  readonly internalDate: Instant;
  readonly at: Instant;
  readonly thread?: string;
  /** UID in `replacesIn` that goes in the same commit (RFC 8508); its octets are counted free before the quota is judged. */
  readonly replaces?: { readonly folder: string; readonly uid: number };
  /** May use octets up to this; quota of the mailbox without the reserve. */
  readonly quotaBytes: number;
}

/** `uids[i]` of the target is the copy of `sources[i]`. */
export type Copied = {
  readonly done: true;
  readonly uidValidity: number;
  readonly sources: readonly number[];
  readonly uids: readonly number[];
};

/** What was parsed out of a message, kept so that nobody parses it twice; can be rebuilt from its octets at any time (invariant 6). */
export interface MessageFacts {
  readonly messageId: string;
  /** `MessageSummary` of `#mime`, as JSON. */
  readonly summary: unknown;
  /** Decoded header lines `name: value\n`, folded (`foldText`): what header keys look at. */
  readonly header: string;
  /** Decoded text of every part, also inside attached messages, folded: what BODY looks at. */
  readonly body: string;
  /** The texts were longer than what is kept: a search must look at the octets. */
  readonly truncated: boolean;
}

/** Where a text is looked for; `value` folded, matched anywhere. */
export interface TextTerm {
  readonly in: 'header' | 'body' | 'text';
  readonly value: string;
  /** With `header`: in the values of this field alone, name in lower case; an empty value then asks whether the field stands there. */
  readonly field?: string;
}

/**
 * The folders as holders change them. Each method is one commit, told to listeners after it; none holds anything open. Placements by
 * the offices go through `Store.commit` and show here the same.
 */
export interface MailStore {
  /** `names`: of those alone that bear them; a mailbox may have ten thousand. */
  folders(mailbox: string, names?: readonly string[]): Promise<readonly MailFolder[]>;
  folder(id: string): Promise<MailFolder | undefined>;
  counts(folders: readonly string[]): Promise<ReadonlyMap<string, FolderCounts>>;
  /** Messages of each folder of which no reader was told. */
  recentCounts(folders: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * A reader is told of messages up to this UID. Answers the UID behind which he is the first, `upTo` when that is none. No change of
   * the folder: nobody hears of it, and it may be forgotten if the machine fails.
   */
  claimRecent(folder: string, upTo: number): Promise<number>;
  /** `since` 0: everything that stands. Undefined: the folder is gone. */
  changes(folder: string, since: number): Promise<FolderChanges | undefined>;
  /** UIDs that went after `since`, at most those `within`; for QRESYNC. */
  vanished(folder: string, since: number, within?: UidRanges): Promise<readonly number[]>;

  /** Missing parents are made too (RFC 9051 6.3.4). */
  createFolder(
    mailbox: string,
    name: string,
    at: Instant,
    specialUse?: SpecialUse,
  ): Promise<{ readonly done: true; readonly folder: MailFolder } | MailRefusal>;
  /** Children go along; missing parents are made. INBOX keeps its place: its messages move to the new folder (RFC 9051 6.3.6). */
  renameFolder(folder: string, name: string, at: Instant): Promise<{ readonly done: true } | MailRefusal>;
  /** With all its messages, unless it is to be empty; children stay. */
  deleteFolder(folder: string, only?: 'if-empty'): Promise<{ readonly done: true } | MailRefusal>;

  append(
    item: NewItem,
  ): Promise<{ readonly done: true; readonly uidValidity: number; readonly uid: number } | MailRefusal>;
  copy(from: string, uids: UidRanges, to: string, at: Instant, quotaBytes: number): Promise<Copied | MailRefusal>;
  move(from: string, uids: UidRanges, to: string, at: Instant): Promise<Copied | MailRefusal>;
  setFlags(
    change: FlagChange,
  ): Promise<
    { readonly done: true; readonly items: readonly MailItem[]; readonly modified: readonly number[] } | MailRefusal
  >;
  /** Items with `\Deleted` among `uids` (all when absent); `whatever`: also those without it (POP3). Answers the UIDs that went. */
  expunge(
    folder: string,
    uids: UidRanges | undefined,
    whatever?: true,
  ): Promise<{ readonly done: true; readonly uids: readonly number[] } | MailRefusal>;

  /** Names as the client wrote them, whether such a folder stands or not (RFC 9051 6.3.7). `owner` is who subscribes. */
  subscriptions(owner: string): Promise<readonly string[]>;
  subscribe(owner: string, name: string, on: boolean): Promise<void>;

  /**
   * Told after each commit that changed the folder, of this process at once, of others soon. `watched`: folders of which no change
   * by others is missed for more than a second; their `mailbox` is empty when the folder is gone. Answers how to stop.
   */
  onChange(listener: (change: FolderChange) => void, watched?: () => readonly string[]): () => void;

  messages(ids: readonly string[]): Promise<ReadonlyMap<string, StoredMessage>>;
  facts(messageIds: readonly string[]): Promise<ReadonlyMap<string, MessageFacts>>;
  summaries(messageIds: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
  putFacts(facts: readonly MessageFacts[]): Promise<void>;
  /** UIDs of the folder's messages whose kept text holds the term; by trigram index with recheck. */
  matching(folder: string, term: TextTerm): Promise<readonly number[]>;
  /** Items of the folder that `matching` cannot judge: no facts yet, or `cut` ones. UID order. */
  unjudged(
    folder: string,
    limit: number,
  ): Promise<readonly { readonly uid: number; readonly messageId: string; readonly cut: boolean }[]>;
  /** Messages in any folder without facts, for the indexer that works when nothing else does. */
  withoutFacts(limit: number): Promise<readonly string[]>;
}

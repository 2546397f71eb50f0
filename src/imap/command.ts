import type { CommandFault } from './command-fault.ts';
import type { FetchItem, SearchKey, SearchReturn, SortKey, StatusItem, StoreMode } from './query.ts';

/** Numbers or UIDs as the client wrote them, but the lower first; `*` is `Infinity`. `'saved'` is `$` (RFC 9051 9, SEARCHRES). */
export type SequenceSet = 'saved' | readonly (readonly [first: number, last: number])[];

/**
 * Octets that come as a literal too big to hold, read once, before the next command. The first read makes the client send them; if
 * nobody reads they are not asked for, or thrown away. They end only when the rest of the command is right too: else the read
 * rejects and `fault` is what must be answered.
 */
export interface StreamedLiteral {
  readonly size: number;
  /** `~{n}`: the octets may hold NUL (RFC 3516 4.4). */
  readonly binary: boolean;
  readonly octets: AsyncIterable<Uint8Array>;
  /** Why the octets are no whole command; known once the reading of them failed. */
  readonly fault?: CommandFault | undefined;
}

/** RFC 9051 6.3.2, RFC 7162 3.2.5. */
export interface SelectOptions {
  readonly condstore?: true;
  readonly qresync?: {
    readonly uidValidity: number;
    readonly modseq: number;
    readonly knownUids?: SequenceSet;
    /** Sequence numbers and the UIDs they had. */
    readonly match?: readonly [numbers: SequenceSet, uids: SequenceSet];
  };
}

/** RFC 5258, RFC 5819, RFC 6154. */
export interface ListOptions {
  readonly select: ReadonlySet<'SUBSCRIBED' | 'REMOTE' | 'RECURSIVEMATCH' | 'SPECIAL-USE'>;
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly returns: ReadonlySet<'SUBSCRIBED' | 'CHILDREN' | 'SPECIAL-USE'>;
  readonly status?: readonly StatusItem[];
  /** Written in the extended form: an empty pattern then asks for nothing special. */
  readonly extended: boolean;
}

export interface AppendTarget {
  /** Unicode. */
  readonly mailbox: string;
  readonly flags: readonly string[];
  /** Milliseconds. */
  readonly date?: number;
  /** `UTF8 (~{n}…)` (RFC 6855 4). */
  readonly utf8: boolean;
  readonly message: StreamedLiteral;
}

/** Every command this server knows, taken apart; mailbox names are Unicode, decoded as the session's mode asks. */
export type ImapCommand =
  | {
      readonly name:
        | 'CAPABILITY'
        | 'NOOP'
        | 'LOGOUT'
        | 'STARTTLS'
        | 'NAMESPACE'
        | 'CHECK'
        | 'CLOSE'
        | 'UNSELECT'
        | 'IDLE';
    }
  | { readonly name: 'LOGIN'; readonly user: string; readonly password: string }
  /** `initial`: base64 as sent; `''` for `=`. */
  | { readonly name: 'AUTHENTICATE'; readonly mechanism: string; readonly initial?: string }
  | { readonly name: 'ID'; readonly fields: ReadonlyMap<string, string | null> | null }
  | { readonly name: 'ENABLE'; readonly extensions: readonly string[] }
  | { readonly name: 'COMPRESS'; readonly mechanism: string }
  | { readonly name: 'SELECT' | 'EXAMINE'; readonly mailbox: string; readonly options: SelectOptions }
  | { readonly name: 'CREATE'; readonly mailbox: string; readonly use: readonly string[] }
  | { readonly name: 'DELETE' | 'SUBSCRIBE' | 'UNSUBSCRIBE'; readonly mailbox: string }
  | { readonly name: 'RENAME'; readonly mailbox: string; readonly newName: string }
  | { readonly name: 'LIST'; readonly options: ListOptions }
  | { readonly name: 'LSUB'; readonly reference: string; readonly pattern: string }
  | { readonly name: 'STATUS'; readonly mailbox: string; readonly items: readonly StatusItem[] }
  | ({ readonly name: 'APPEND' } & AppendTarget)
  /** `number` is a UID when `byUid`. */
  | ({ readonly name: 'REPLACE'; readonly byUid: boolean; readonly number: number } & AppendTarget)
  /** `uids` only in UID EXPUNGE (RFC 4315). */
  | { readonly name: 'EXPUNGE'; readonly uids?: SequenceSet }
  | {
      readonly name: 'SEARCH';
      readonly byUid: boolean;
      readonly charset?: string;
      readonly returns?: readonly SearchReturn[];
      readonly key: SearchKey;
    }
  | {
      readonly name: 'SORT';
      readonly byUid: boolean;
      readonly charset: string;
      readonly returns?: readonly SearchReturn[];
      readonly order: readonly SortKey[];
      readonly key: SearchKey;
    }
  | {
      readonly name: 'THREAD';
      readonly byUid: boolean;
      readonly charset: string;
      readonly algorithm: string;
      readonly key: SearchKey;
    }
  | {
      readonly name: 'FETCH';
      readonly byUid: boolean;
      readonly set: SequenceSet;
      readonly items: readonly FetchItem[];
      readonly changedSince?: number;
      readonly vanished?: true;
    }
  | {
      readonly name: 'STORE';
      readonly byUid: boolean;
      readonly set: SequenceSet;
      readonly mode: StoreMode;
      readonly silent: boolean;
      readonly flags: readonly string[];
      readonly unchangedSince?: number;
    }
  | { readonly name: 'COPY' | 'MOVE'; readonly byUid: boolean; readonly set: SequenceSet; readonly mailbox: string }
  | { readonly name: 'GETQUOTA'; readonly root: string }
  | { readonly name: 'GETQUOTAROOT'; readonly mailbox: string }
  | { readonly name: 'SETQUOTA'; readonly root: string; readonly limits: ReadonlyMap<string, number> }
  | { readonly name: 'GETACL' | 'MYRIGHTS'; readonly mailbox: string }
  | { readonly name: 'LISTRIGHTS' | 'DELETEACL'; readonly mailbox: string; readonly identifier: string }
  /** `rights` as written, with the leading `+` or `-` in `mode`. */
  | {
      readonly name: 'SETACL';
      readonly mailbox: string;
      readonly identifier: string;
      readonly mode: StoreMode;
      readonly rights: string;
    };

/** One command line with its tag; `command` is a clear fault when it cannot be understood. */
export interface TaggedCommand {
  readonly tag: string;
  readonly command: ImapCommand;
}

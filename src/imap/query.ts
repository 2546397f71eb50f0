/** What commands ask for, apart from the commands themselves. */

export type StoreMode = 'add' | 'remove' | 'replace';

export type StatusItem =
  | 'MESSAGES'
  | 'RECENT'
  | 'UIDNEXT'
  | 'UIDVALIDITY'
  | 'UNSEEN'
  | 'DELETED'
  | 'SIZE'
  | 'HIGHESTMODSEQ'
  | 'MAILBOXID'
  | 'APPENDLIMIT'
  | 'DELETED-STORAGE';

/** Part numbers, e.g. `[1, 2]` for `BODY[1.2]`; `[]` is the message itself. */
export type PartPath = readonly number[];

/** What of a message or part (RFC 9051 6.4.5.1). Absent `text`: the part's body, for `[]` the whole message. */
export interface Section {
  readonly path: PartPath;
  readonly text?: 'HEADER' | 'TEXT' | 'MIME' | { readonly fields: readonly string[]; readonly not: boolean };
}

/** `<start.length>`; without a length as far as there is something: `Infinity`. */
export type Partial = readonly [start: number, length: number];

export type FetchItem =
  | {
      readonly kind:
        | 'FLAGS'
        | 'UID'
        | 'INTERNALDATE'
        | 'RFC822.SIZE'
        | 'ENVELOPE'
        | 'BODY'
        | 'BODYSTRUCTURE'
        | 'MODSEQ'
        | 'EMAILID'
        | 'THREADID'
        | 'SAVEDATE';
    }
  /** The old names answer under their own name: `as` (RFC 3501 6.4.5: RFC822, RFC822.HEADER, RFC822.TEXT). */
  | {
      readonly kind: 'SECTION';
      readonly section: Section;
      readonly peek: boolean;
      readonly partial?: Partial;
      readonly as?: 'RFC822' | 'RFC822.HEADER' | 'RFC822.TEXT';
    }
  /** `text` is no grammar of RFC 9051, but other servers take it and clients use it. */
  | ({ readonly kind: 'BINARY'; readonly peek: boolean; readonly partial?: Partial } & Section)
  | ({ readonly kind: 'BINARY.SIZE' } & Section)
  | { readonly kind: 'PREVIEW'; readonly lazy: boolean };

type SequenceSet = 'saved' | readonly (readonly [first: number, last: number])[];

/** RFC 9051 6.4.4 with CONDSTORE, WITHIN, OBJECTID, SAVEDATE. Dates are the UTC midnight of the day written, milliseconds; texts as written. */
export type SearchKey =
  | { readonly kind: 'all' | 'none' }
  | { readonly kind: 'and' | 'or'; readonly keys: readonly SearchKey[] }
  | { readonly kind: 'not'; readonly key: SearchKey }
  | { readonly kind: 'numbers'; readonly set: SequenceSet }
  | { readonly kind: 'uids'; readonly set: SequenceSet }
  /** `\Seen`, a keyword…; ANSWERED is `flag`, UNANSWERED `not flag`. */
  | { readonly kind: 'flag'; readonly flag: string }
  /** RFC 3501: RECENT; NEW is `and(recent, not flag \Seen)`. What is recent is of the session, which asks for it as `uids`. */
  | { readonly kind: 'recent' }
  | { readonly kind: 'larger' | 'smaller'; readonly octets: number }
  /** `on`: within that day; `before`: earlier than it; `since`: that day or later. */
  | {
      readonly kind: 'date';
      readonly of: 'internal' | 'sent' | 'saved';
      readonly is: 'before' | 'on' | 'since';
      readonly day: number;
    }
  | { readonly kind: 'older' | 'younger'; readonly seconds: number }
  /** FROM, TO, CC, BCC, SUBJECT too: name in lower case; an empty value asks for the presence of the field. */
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | { readonly kind: 'body' | 'text'; readonly value: string }
  | { readonly kind: 'modseq'; readonly value: number }
  | { readonly kind: 'emailid' | 'threadid'; readonly id: string }
  | { readonly kind: 'savedate-supported' };

/** RFC 4731, RFC 5182; `COUNT`, `ALL`… */
export type SearchReturn = 'MIN' | 'MAX' | 'ALL' | 'COUNT' | 'SAVE';

/** RFC 5256 3, RFC 5957. */
export interface SortKey {
  readonly by: 'ARRIVAL' | 'CC' | 'DATE' | 'FROM' | 'SIZE' | 'SUBJECT' | 'TO' | 'DISPLAYFROM' | 'DISPLAYTO';
  readonly reverse: boolean;
}

import type { Instant } from '#pec';

/** UIDs as a client wrote them: `*` is `Infinity`, and a range may stand the wrong way round (RFC 9051 9, seq-range). */
export type UidSet = readonly (readonly [number, number])[];

/**
 * What is looked for in a folder. The same structure as the search keys of IMAP, which this room may not name: RFC 9051 6.4.4 with
 * MODSEQ (RFC 7162), OLDER and YOUNGER (RFC 5032), EMAILID and THREADID (RFC 8474), SAVEDATE (RFC 8514). Texts as written.
 */
export type MailQuery =
  | { readonly kind: 'all' | 'none' }
  | { readonly kind: 'and' | 'or'; readonly keys: readonly MailQuery[] }
  | { readonly kind: 'not'; readonly key: MailQuery }
  /** Sequence numbers, and the saved result, are known to a session only: it writes them as `uids` before it asks. */
  | { readonly kind: 'numbers' | 'uids'; readonly set: 'saved' | UidSet }
  | { readonly kind: 'flag'; readonly flag: string }
  /** Of a session as well. */
  | { readonly kind: 'recent' }
  | { readonly kind: 'larger' | 'smaller'; readonly octets: number }
  /**
   * `day` is a UTC midnight. Dates of arrival and saving are taken in UTC, as IMAP shows them (`+0000`); the sent date is the day
   * written in the Date field, whatever its time and zone (RFC 9051 6.4.4).
   */
  | {
      readonly kind: 'date';
      readonly of: 'internal' | 'sent' | 'saved';
      readonly is: 'before' | 'on' | 'since';
      readonly day: Instant;
    }
  | { readonly kind: 'older' | 'younger'; readonly seconds: number }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | { readonly kind: 'body' | 'text'; readonly value: string }
  | { readonly kind: 'modseq'; readonly value: number }
  | { readonly kind: 'emailid' | 'threadid'; readonly id: string }
  | { readonly kind: 'savedate-supported' };

/** A query that one message at a time answers: no `and`, `or`, `not`. */
export type MailQueryLeaf = Exclude<MailQuery, { readonly kind: 'and' | 'or' | 'not' }>;

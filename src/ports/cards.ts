import type { Instant } from '#pec';

/**
 * One thing that holders, offices, programs and administrators keep beside mail: a draft, a contact, a rule, a session, a webhook, an
 * organisation. One shape for all of them; what `value` holds is the business of the book or office that owns the kind (ADR 19).
 */
export interface Card {
  /** Lower-case word with hyphens: `contact`, `web-session`. Each kind belongs to one room. */
  readonly kind: string;
  /** Unique within its kind; chosen by the application. */
  readonly id: string;
  /** Whose it is: a mailbox id, a login, an organisation id; empty: the provider's. */
  readonly owner: string;
  /** Grows by one with each change; 1 at first. Given by the store. */
  readonly version: number;
  /** JSON, at most 512 KiB as text in UTF-8: a step with a bigger one rejects. */
  readonly value: unknown;
  /** Another name within its kind, unique there: the digest of a token, an identificativo. */
  readonly key?: string;
  /** Something is to be done about it then; who does it sets another instant or none, else the clock of the sandbox stands still. */
  readonly dueAt?: Instant;
  /** StoredMessages it names: they are not swept while it stands. */
  readonly messages?: readonly string[];
  /** Last change. */
  readonly at: Instant;
}

/** `was`: the version it must have; 0: none may be there; absent: whatever there is. Otherwise the step fails with `card`. */
export type CardChange =
  | { readonly kind: 'put'; readonly card: Omit<Card, 'version'>; readonly was?: number }
  | {
      readonly kind: 'remove';
      readonly card: Pick<Card, 'kind' | 'id'> & Partial<Pick<Card, 'owner'>>;
      readonly was?: number;
    };

/** Cards of this kind and owner were changed. */
export type CardNews = Pick<Card, 'kind' | 'owner'>;

export interface CardReads {
  card(kind: string, id: string): Promise<Card | undefined>;
  cardByKey(kind: string, key: string): Promise<Card | undefined>;
  /** In the order of their ids (by code point), those after `after`; absent owner: of everybody. */
  cards(query: {
    readonly kind: string;
    readonly owner?: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly Card[]>;
  /** How many there are. */
  countCards(kind: string, owner?: string): Promise<number>;
  /** Of these kinds, those whose hour has come, earliest first. */
  dueCards(kinds: readonly string[], now: Instant, limit: number): Promise<readonly Card[]>;
}

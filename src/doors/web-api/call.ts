import type { Box } from '#accounts';
import type { Access, Endpoint, Language, Role } from '#contract';
import type { Visitor } from './visitors.ts';

/** A request whose caller the door has judged already, from the table alone. */
export interface Call {
  /** Always there where the endpoint's access is not `anyone`. */
  readonly visitor?: Visitor;
  /** The mailbox of the path, open to him at least as far as the endpoint demands. */
  readonly box?: Box;
  /** Of the roles that the endpoint demands, those he has. */
  readonly roles: readonly Role[];
  /** He comes only as administrator of this organisation: what is of others is not there for him. */
  readonly organisation?: string;
  /** Of texts in the answer: the visitor's own, or the one the browser asks for. */
  readonly language: Language;
  /** Address the request came from, without port. */
  readonly peer: string;
  /** User-Agent, at most 300 characters; may be empty. */
  readonly device: string;
  /** Of this request, as in the log and in problems that are told. */
  readonly requestId: string;
  /** Ends when the caller went away or the door closes. */
  readonly signal: AbortSignal;
  /** The query as it was sent, without `?`: what is signed in it is signed as it was written. */
  readonly query: string;
  /** A header of the request, name in lower case: `idempotency-key`, `last-event-id`, `authorization`. */
  header(name: string): string | undefined;
  /** Would this media type be welcome? Only when it is named. */
  accepts(type: string): boolean;
  readonly cookies: CallCookies;
}

export interface CallCookies {
  /** The visitor is signed in from now on; `maxAgeS` absent: until the browser closes. */
  signIn(value: string, maxAgeS?: number): void;
  signOut(): void;
  /**
   * A short one besides, HttpOnly, for the way to an identity provider and back: it is sent when the browser is led here from a foreign
   * site, with `fromForms` also by a form posted there.
   */
  read(name: string): string | undefined;
  keep(name: string, value: string, maxAgeS: number, options?: { readonly fromForms?: true }): void;
  forget(name: string): void;
}

type Judged<A extends Access> = A extends 'anyone'
  ? unknown
  : A extends { readonly mailbox: string }
    ? { readonly visitor: Visitor; readonly box: Box }
    : { readonly visitor: Visitor };

/** The call of one endpoint: what its access promises is there. */
export type CallOf<E extends Endpoint> = Call & Judged<E['access']>;

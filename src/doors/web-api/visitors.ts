import type { Box } from '#accounts';
import type { Language, Role, Scope } from '#contract';

/** Who is signed in, as the door needs it. The book `#sign-in` makes these. */
export interface Visitor {
  /** Address of a mailbox or login of a user, lower case. */
  readonly login: string;
  readonly language: Language;
  readonly roles: readonly { readonly role: Role; readonly organisation?: string }[];
  readonly by: BySession | ByProgram;
}

/** A person in a browser. */
export interface BySession {
  readonly kind: 'session';
  readonly id: string;
  /** What the header `X-Ceralacca-CSRF` must say. */
  readonly csrf: string;
  /** Proved again who he is, lately enough for `isSensitive` endpoints. */
  readonly isConfirmed: boolean;
  /** He may only do what he must: enrol a second factor, or change a first password (`Me.mustEnrol`). */
  readonly isHalfIn: boolean;
}

/** A personal token, or an access token of a client. */
export interface ByProgram {
  readonly kind: 'program';
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** These mailboxes alone; absent: all that are open to its owner. */
  readonly mailboxes?: readonly string[];
}

/** From where a request comes. */
export interface Origin {
  /** Address, without port. */
  readonly peer: string;
  /** User-Agent as sent, at most 300 characters; empty when there is none. */
  readonly device: string;
  /** Asked by the door itself for a stream that is open: does not count as being used. */
  readonly isIdle?: true;
}

/**
 * The one port of the door to whoever knows sessions and tokens (`#sign-in`). The door asks it once for each request, before the handler
 * runs, and compares CSRF and scopes itself.
 */
export interface Visitors {
  /** Whose this value of the session cookie is; undefined: nobody's, or it has ended. */
  ofSession(cookie: string, from: Origin): Promise<Visitor | undefined>;
  /** Whose this bearer token is; undefined: nobody's, or it has ended. */
  ofBearer(token: string, from: Origin): Promise<Visitor | undefined>;
  /** The mailbox of this id, when it is open to him now, with what he may do there; undefined: it is not, or there is none. */
  box(visitor: Visitor, mailbox: string): Promise<Box | undefined>;
}

import type { z } from 'zod';

/** What a program's token allows; a person's session has them all. */
export const SCOPES = ['mail.read', 'mail.write', 'mail.send', 'events', 'settings', 'administration'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who works at the provider: `operator` everything but private content, `auditor` only looking, `organisation` his own one. */
export const ROLES = ['operator', 'auditor', 'organisation'] as const;
export type Role = (typeof ROLES)[number];

/** What somebody must be able to do in the mailbox that the path names: levels of a grant, its right to send, or be the holder himself. */
export type MailboxAccess = 'read' | 'write' | 'manage' | 'send' | 'own';

/**
 * Who may call. The door judges it before the handler runs, from this alone, so that no handler can forget it. With `roles`, a visitor
 * of role `organisation` reaches only what is of his own organisation: the office is given it and narrows by it.
 */
export type Access =
  | 'anyone'
  /** Whoever is signed in. */
  | 'visitor'
  /** The path has `{mailbox}`. */
  | { readonly mailbox: MailboxAccess }
  | { readonly roles: readonly Role[] };

/** What an answer is, when it is not JSON. */
export type AnswerKind =
  | z.ZodType
  | 'nothing'
  /** Octets as a stream, ranges allowed (RFC 9110 14). */
  | 'octets'
  /** Server-sent events. */
  | 'events'
  /** A redirection of the browser. */
  | 'elsewhere';

/** One endpoint: the routes, the OpenAPI file, the clients and the matrix of who may what are all made from it. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind `/api/v1`; parameters in braces. */
  readonly path: `/${string}`;
  /** One line for people. */
  readonly summary: string;
  readonly access: Access;
  /** A token needs this one; absent: tokens are not taken, only a session in a browser. */
  readonly scope?: Scope;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** A schema is JSON; `octets` is taken as a stream, never whole in memory. */
  readonly body?: z.ZodType | 'octets';
  /** The same fields may come as `application/x-www-form-urlencoded`, also from pages of others: OAuth, identity providers. */
  readonly takesForms?: true;
  readonly answer: AnswerKind;
  /** The header `Idempotency-Key` is heard: the same call again does nothing and answers the same. */
  readonly takesKey?: true;
  /** With `Accept: text/event-stream` the events of the answer stream, behind the cursor in `Last-Event-ID`. */
  readonly streams?: true;
  /** What this call may cost in a minute for one visitor, beside the general brake. */
  readonly perMinute?: number;
  /** A session confirmed with its second factor (or password) in the last ten minutes. */
  readonly isSensitive?: true;
}

export const endpoint = <const E extends Endpoint>(of: E): E => of;

/** `GET /mailboxes/{mailbox}` names an endpoint everywhere. */
export type NameOf<E extends Endpoint> = `${E['method']} ${E['path']}`;

type Read<T> = T extends z.ZodType ? z.output<T> : unknown;
type Written<T> = T extends z.ZodType ? z.input<T> : unknown;

/** What a handler is given, checked. */
export interface Asked<E extends Endpoint> {
  readonly params: Read<E['params']>;
  readonly query: Read<E['query']>;
  readonly body: E['body'] extends 'octets' ? AsyncIterable<Uint8Array> : Read<E['body']>;
}

/** What a client writes. */
export interface Asking<E extends Endpoint> {
  readonly params: Written<E['params']>;
  readonly query: Written<E['query']>;
  readonly body: E['body'] extends 'octets' ? Blob | Uint8Array : Written<E['body']>;
}

export type Answered<E extends Endpoint> = E['answer'] extends z.ZodType ? z.input<E['answer']> : undefined;

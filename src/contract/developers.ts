import { z } from 'zod';
import { chainEvent } from './chain.ts';
import { endpoint } from './endpoint.ts';
import { tokenScopes } from './session.ts';
import { id, inMailbox, instant, line, page, paging } from './vocabulary.ts';

/** A program's credentials: a personal token, or a client of OAuth 2 (RFC 6749 4.4). */
export const credentials = z.object({
  id,
  name: line,
  kind: z.enum(['token', 'client']),
  scopes: tokenScopes,
  /** These alone; absent: all that are open to its owner. */
  mailboxes: z.array(id).optional(),
  createdAt: instant,
  expiresAt: instant.optional(),
  lastUsed: instant.optional(),
});

export const webhook = z.object({
  id,
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  types: z.array(chainEvent.shape.type).optional(),
  state: z.enum(['on', 'off', 'failing']),
  createdAt: instant,
  /** Login of who made it, or turned it on last: it is off when the mailbox is no longer open to him as far as that. */
  by: z.string().optional(),
  /** Everything up to here was taken by the other side. */
  delivered: z.string().optional(),
  lastFailure: z
    .object({
      at: instant,
      /** What went wrong; `not-open`: whoever made it has no say in the mailbox any more. */
      why: z.enum(['answered', 'unreachable', 'not-open']),
      /** With which the other side answered. */
      status: z.int().optional(),
      text: z.string(),
      nextAt: instant.optional(),
    })
    .optional(),
});

/** What is posted to a webhook, signed: see docs/events.md. */
export const webhookCall = z.object({
  webhook: id,
  mailbox: id,
  /** Behind the last of them. */
  cursor: z.string(),
  events: z.array(chainEvent),
});

const webhookTry = z.object({
  at: instant,
  cursor: z.string(),
  status: z.int().optional(),
  text: z.string(),
  ms: z.int(),
});

export const developerEndpoints = [
  endpoint({
    method: 'POST',
    path: '/oauth/token',
    summary: 'An access token for a client (client_credentials); form or JSON',
    access: 'anyone',
    perMinute: 60,
    takesForms: true,
    // What is not known is passed over (RFC 6749 3.2): clients name a `resource` or an `audience`.
    body: z.looseObject({
      /** `client_credentials`, and nothing else. */
      grant_type: z.string().max(100).optional(),
      client_id: z.string().max(200).optional(),
      client_secret: z.string().max(300).optional(),
      scope: z.string().max(500).optional(),
    }),
    answer: z.object({
      access_token: z.string(),
      token_type: z.literal('Bearer'),
      expires_in: z.int(),
      scope: z.string(),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/credentials',
    summary: 'My tokens and clients',
    access: 'visitor',
    answer: z.array(credentials),
  }),
  endpoint({
    method: 'POST',
    path: '/credentials',
    summary: 'A new one; its secret is shown once',
    access: 'visitor',
    isSensitive: true,
    body: credentials.pick({ name: true, kind: true, scopes: true, mailboxes: true, expiresAt: true }),
    answer: credentials.extend({ secret: z.string() }),
  }),
  endpoint({
    method: 'DELETE',
    path: '/credentials/{credential}',
    summary: 'Revoke it',
    access: 'visitor',
    params: z.object({ credential: id }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/events',
    summary:
      'Events after a cursor, or `now`; absent: all that are kept. `wait` seconds when there are none yet (long poll)',
    streams: true,
    access: { mailbox: 'read' },
    scope: 'events',
    params: inMailbox,
    query: z.object({
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
      wait: z.coerce.number().int().min(0).max(60).default(0),
    }),
    answer: z.object({
      events: z.array(chainEvent),
      /** Where to go on, also when there are none. */ cursor: z.string(),
      /** More stand behind it already. */ isMore: z.boolean(),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/events/{event}/raw',
    summary: 'The octets of the receipt or message that an event tells of; `event` is its cursor',
    access: { mailbox: 'read' },
    scope: 'mail.read',
    params: inMailbox.extend({ event: id }),
    answer: 'octets',
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/webhooks',
    summary: 'Webhooks',
    access: { mailbox: 'manage' },
    scope: 'events',
    params: inMailbox,
    answer: z.array(webhook),
  }),
  endpoint({
    method: 'POST',
    path: '/mailboxes/{mailbox}/webhooks',
    summary: 'A new one; its secret, shown once, signs what we send',
    access: { mailbox: 'manage' },
    scope: 'events',
    params: inMailbox,
    body: z.object({ url: webhook.shape.url, types: webhook.shape.types, after: z.string().max(200).optional() }),
    answer: webhook.extend({ secret: z.string() }),
  }),
  endpoint({
    method: 'PATCH',
    path: '/mailboxes/{mailbox}/webhooks/{webhook}',
    summary: 'On, off, or again from a cursor',
    access: { mailbox: 'manage' },
    scope: 'events',
    params: inMailbox.extend({ webhook: id }),
    body: z.object({ state: z.enum(['on', 'off']).optional(), after: z.string().max(200).optional() }),
    answer: webhook,
  }),
  endpoint({
    method: 'DELETE',
    path: '/mailboxes/{mailbox}/webhooks/{webhook}',
    summary: 'Remove it',
    access: { mailbox: 'manage' },
    scope: 'events',
    params: inMailbox.extend({ webhook: id }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/mailboxes/{mailbox}/webhooks/{webhook}/trial',
    summary: 'Call it now with no events, signed as always: does it answer?',
    access: { mailbox: 'manage' },
    scope: 'events',
    perMinute: 10,
    params: inMailbox.extend({ webhook: id }),
    answer: webhookTry,
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/webhooks/{webhook}/tries',
    summary: 'Its last tries',
    access: { mailbox: 'manage' },
    scope: 'events',
    params: inMailbox.extend({ webhook: id }),
    query: z.object(paging),
    answer: page(webhookTry),
  }),
] as const;

import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { day, id, inMailbox, instant, line, page, paging } from './vocabulary.ts';
import { outgoing } from './writing.ts';

const login = z.string().trim().toLowerCase().min(1).max(254);

/** Who else works in a mailbox. */
export const delegate = z.object({
  login,
  name: z.string(),
  level: z.enum(['read', 'write', 'manage']),
  maySend: z.boolean(),
  /** Only these folders; absent: all. */
  folders: z.array(id).optional(),
  expiresAt: instant.optional(),
  /** What he sends waits for one who may approve. */
  needsApproval: z.boolean(),
  mayApprove: z.boolean(),
});

/** What a team notes beside a conversation; never in the message itself. */
export const charge = z.object({
  thread: z.string(),
  version: z.int().min(0),
  assignee: login.optional(),
  state: z.enum(['open', 'in-charge', 'done']),
  dueOn: day.optional(),
  notes: z.array(z.object({ id, by: z.string(), at: instant, text: z.string() })),
  history: z.array(z.object({ at: instant, by: z.string(), what: z.string() })),
});

const ofThread = inMailbox.extend({ thread: z.string().max(500) });

export const teamworkEndpoints = [
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/delegates',
    summary: 'Who works here',
    access: { mailbox: 'read' },
    scope: 'settings',
    params: inMailbox,
    answer: z.array(delegate),
  }),
  endpoint({
    method: 'PUT',
    path: '/mailboxes/{mailbox}/delegates/{login}',
    summary: 'Let somebody in, or change what he may',
    access: { mailbox: 'own' },
    isSensitive: true,
    params: inMailbox.extend({ login }),
    body: delegate.omit({ login: true, name: true }),
    answer: delegate,
  }),
  endpoint({
    method: 'DELETE',
    path: '/mailboxes/{mailbox}/delegates/{login}',
    summary: 'Let him in no more',
    access: { mailbox: 'own' },
    params: inMailbox.extend({ login }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/threads/{thread}/charge',
    summary: 'Who is in charge, notes, due date',
    access: { mailbox: 'read' },
    params: ofThread,
    answer: charge,
  }),
  endpoint({
    method: 'PUT',
    path: '/mailboxes/{mailbox}/threads/{thread}/charge',
    summary: 'Assign, take charge, set done, set due',
    access: { mailbox: 'write' },
    params: ofThread,
    body: z.object({
      version: z.int().min(0),
      assignee: login.nullable().optional(),
      state: z.enum(['open', 'in-charge', 'done']).optional(),
      dueOn: day.nullable().optional(),
    }),
    answer: charge,
  }),
  endpoint({
    method: 'POST',
    path: '/mailboxes/{mailbox}/threads/{thread}/notes',
    summary: 'Write a note',
    access: { mailbox: 'write' },
    params: ofThread,
    body: z.object({ text: z.string().trim().min(1).max(10_000) }),
    answer: charge,
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/desk',
    summary: 'The desk: what is open, mine, due',
    access: { mailbox: 'read' },
    params: inMailbox,
    query: z.object({
      ...paging,
      whose: z.enum(['mine', 'all', 'nobody']).default('all'),
      state: z.enum(['open', 'in-charge', 'done']).optional(),
    }),
    answer: page(
      charge
        .omit({ notes: true, history: true })
        .extend({ subject: z.string(), from: z.string(), at: instant, folder: id.optional(), uid: z.int().optional() }),
    ),
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/approvals',
    summary: 'What waits for a second pair of eyes',
    access: { mailbox: 'send' },
    params: inMailbox,
    answer: z.array(outgoing),
  }),
  endpoint({
    method: 'POST',
    path: '/mailboxes/{mailbox}/approvals/{outgoing}',
    summary: 'Send it, or give it back with a word',
    access: { mailbox: 'send' },
    params: inMailbox.extend({ outgoing: id }),
    body: z.object({ verdict: z.enum(['send', 'return']), reason: z.string().max(2_000).optional() }),
    answer: outgoing,
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/accesses',
    summary: 'Who saw what: for the holder',
    access: { mailbox: 'own' },
    params: inMailbox,
    query: z.object({ ...paging, login: login.optional() }),
    answer: page(
      z.object({
        at: instant,
        login: z.string(),
        device: z.string().optional(),
        what: z.enum(['opened', 'downloaded', 'moved', 'deleted', 'sent', 'exported', 'settings']),
        thread: z.string().optional(),
        subject: line.optional(),
      }),
    ),
  }),
] as const;

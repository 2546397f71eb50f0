import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { id, inMailbox, line, page, paging } from './vocabulary.ts';
import { letter, merge, preflight } from './writing.ts';

const of = <const N extends string>(name: N) => inMailbox.extend({ [name]: id } as Record<N, typeof id>);
const expected = z.object({ version: z.coerce.number().int().min(0).optional() });

export const mergeEndpoints = [
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/merges',
    summary: 'Mail merges',
    access: { mailbox: 'read' },
    params: inMailbox,
    query: z.object(paging),
    answer: page(merge),
  }),
  endpoint({
    method: 'POST',
    path: '/mailboxes/{mailbox}/merges',
    summary: 'Begin one, with the rows of a CSV file',
    access: { mailbox: 'send' },
    params: inMailbox,
    query: z.object({ name: line }),
    body: 'octets',
    answer: merge,
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/merges/{merge}',
    summary: 'How it stands',
    access: { mailbox: 'read' },
    params: of('merge'),
    answer: merge,
  }),
  endpoint({
    method: 'PUT',
    path: '/mailboxes/{mailbox}/merges/{merge}',
    summary: 'Its letter, with {{columns}}, and the column of addresses',
    access: { mailbox: 'send' },
    params: of('merge'),
    query: expected,
    body: z.object({ letter, addressColumn: z.string() }),
    answer: merge,
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/merges/{merge}/preview/{row}',
    summary: 'What row N would get',
    access: { mailbox: 'read' },
    params: inMailbox.extend({ merge: id, row: z.coerce.number().int().min(1) }),
    answer: z.object({ letter, preflight }),
  }),
  endpoint({
    method: 'POST',
    path: '/mailboxes/{mailbox}/merges/{merge}/{act}',
    summary: 'test (to myself), start, pause, stop',
    access: { mailbox: 'send' },
    params: inMailbox.extend({ merge: id, act: z.enum(['test', 'start', 'pause', 'stop']) }),
    answer: merge,
  }),
  endpoint({
    method: 'GET',
    path: '/mailboxes/{mailbox}/merges/{merge}/report',
    summary: 'Report as CSV: each row, what became of it',
    access: { mailbox: 'read' },
    params: of('merge'),
    answer: 'octets',
  }),
  endpoint({
    method: 'DELETE',
    path: '/mailboxes/{mailbox}/merges/{merge}',
    summary: 'Remove one that does not run',
    access: { mailbox: 'send' },
    params: of('merge'),
    answer: 'nothing',
  }),
] as const;

import { z } from 'zod';
import { logRow, queueJob } from './administration.ts';
import { dutyEndpoints } from './duty-endpoints.ts';
import { endpoint } from './endpoint.ts';
import { publicEntry } from './public.ts';
import { day, id, instant, line, page, paging, version } from './vocabulary.ts';

const everybody = { roles: ['operator', 'auditor', 'organisation'] } as const;
const changers = { roles: ['operator', 'organisation'] } as const;
const operators = { roles: ['operator'] } as const;
const lookers = { roles: ['operator', 'auditor'] } as const;
const inOrganisation = z.object({ organisation: id });
const expected = z.object({ version: z.coerce.number().int().min(0).optional() });

export const operationEndpoints = [
  endpoint({
    method: 'GET',
    path: '/admin/queue',
    summary: 'The queue: by destination, and job by job',
    access: lookers,
    scope: 'administration',
    query: z.object({ ...paging, queue: z.string().max(300).optional() }),
    answer: z.object({
      queues: z.array(
        z.object({
          queue: z.string(),
          jobs: z.int(),
          oldest: instant,
          nextAt: instant,
          lastError: z.string().optional(),
        }),
      ),
      jobs: z.array(queueJob),
      next: z.string().optional(),
    }),
  }),
  endpoint({
    method: 'POST',
    path: '/admin/queue/{job}/{act}',
    summary: 'try now; give up (recipients are told by the notices owed)',
    access: operators,
    scope: 'administration',
    isSensitive: true,
    params: z.object({ job: id, act: z.enum(['retry', 'give-up']) }),
    body: z.object({ reason: line }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'GET',
    path: '/admin/flow',
    summary: "What happens, as it happens: events and addresses' domains, no subjects",
    access: lookers,
    answer: 'events',
  }),
  endpoint({
    method: 'GET',
    path: '/admin/log',
    summary: 'Search the message log; every look is logged with why',
    access: lookers,
    scope: 'administration',
    isSensitive: true,
    query: z.object({
      ...paging,
      from: instant.optional(),
      to: instant.optional(),
      sender: z.string().max(254).optional(),
      recipient: z.string().max(254).optional(),
      identificativo: z.string().max(250).optional(),
      msgid: z.string().max(998).optional(),
      event: z.string().max(40).optional(),
      why: line,
    }),
    answer: page(logRow),
  }),
  endpoint({
    method: 'POST',
    path: '/admin/log/extract',
    summary: 'A signed extract for an authority',
    access: operators,
    isSensitive: true,
    body: z.object({
      authority: line,
      reference: line,
      from: instant.optional(),
      to: instant.optional(),
      sender: z.string().max(254).optional(),
      recipient: z.string().max(254).optional(),
      identificativo: z.string().max(250).optional(),
    }),
    answer: 'octets',
  }),
  endpoint({
    method: 'GET',
    path: '/admin/findings',
    summary: 'What the auditor found last night, and what to do next',
    access: lookers,
    scope: 'administration',
    answer: z.object({
      at: instant.optional(),
      /** Of each rule only the first are listed. */
      total: z.int(),
      findings: z.array(
        z.object({
          rule: z.string(),
          identificativo: z.string().optional(),
          /** Name of the row, message or file it was found in. */
          where: z.string().optional(),
          problem: z.string(),
          next: z.string(),
        }),
      ),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/admin/witness-alarms',
    summary: 'Logs that contradict themselves: those that we watch, and ours as its witnesses see it',
    access: lookers,
    scope: 'administration',
    answer: z.array(
      z.object({
        id,
        /** Whose log contradicts itself. */
        of: z.enum(['ours', 'theirs']),
        /** The provider whose log it is, or the witness that accuses ours. */
        domain: z.string(),
        at: instant,
        reason: z.string(),
        acknowledged: z.object({ at: instant, by: z.string(), reason: z.string() }).optional(),
      }),
    ),
  }),
  endpoint({
    method: 'POST',
    path: '/admin/witness-alarms/{alarm}/acknowledge',
    summary: 'Say that somebody has looked and what was found; a new contradiction alarms again',
    access: operators,
    isSensitive: true,
    params: z.object({ alarm: id }),
    body: z.object({ reason: line }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'GET',
    path: '/admin/quarantine',
    summary: 'The virus store',
    access: lookers,
    scope: 'administration',
    query: z.object(paging),
    answer: page(
      z.object({
        id,
        at: instant,
        point: z.string(),
        virus: z.string(),
        sender: z.string(),
        recipients: z.array(z.string()),
        identificativo: z.string().optional(),
      }),
    ),
  }),
  endpoint({
    method: 'GET',
    path: '/admin/index',
    summary: 'The index of providers as we hold it',
    access: everybody,
    scope: 'administration',
    answer: z.object({
      asOf: instant.optional(),
      isOverdue: z.boolean(),
      /** A newer one is held back until a person has looked: it lacks domains that we know. */
      held: z
        .object({
          since: instant,
          /** Names this loss: what is accepted is this and no other. */
          loss: z.string(),
          total: z.int(),
          /** The first of them, and whose they are by the copy in use. */
          domains: z.array(z.object({ name: z.string(), provider: z.string().optional() })),
          /** The next fetch takes it. */
          isAccepted: z.boolean(),
        })
        .optional(),
      providers: z.array(
        z.object({ name: z.string(), domains: z.int(), certificates: z.int(), mailReceipt: z.string() }),
      ),
    }),
  }),
  endpoint({
    method: 'POST',
    path: '/admin/index/refresh',
    summary: 'Fetch it now',
    access: operators,
    perMinute: 6,
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/admin/index/accept',
    summary: 'Accept the loss of domains for which a newer index is held, and fetch it',
    access: operators,
    isSensitive: true,
    body: z.object({ loss: z.string().regex(/^[0-9a-f]{64}$/), reason: line }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'GET',
    path: '/admin/certificates',
    summary: 'Our keys and certificates: in force, next, until when',
    access: everybody,
    scope: 'administration',
    answer: z.array(
      z.object({
        role: z.enum(['in-force', 'next', 'before', 'tls']),
        subject: z.string(),
        issuer: z.string(),
        serial: z.string(),
        from: instant,
        to: instant,
        place: z.string(),
        usesToday: z.int().optional(),
      }),
    ),
  }),
  ...dutyEndpoints,
  endpoint({
    method: 'GET',
    path: '/admin/audit',
    summary: 'Who changed what in administration',
    access: everybody,
    query: z.object({ ...paging, login: z.string().max(254).optional() }),
    answer: page(
      z.object({ at: instant, by: z.string(), act: z.string(), on: z.string(), detail: z.string().optional() }),
    ),
  }),
  endpoint({
    method: 'POST',
    path: '/admin/directory/ipa',
    summary: 'Import IPA data (CSV of bodies, AOO or offices)',
    access: operators,
    scope: 'administration',
    query: z.object({ family: z.enum(['enti', 'aoo', 'uo']), asOf: day }),
    body: 'octets',
    answer: z.object({
      rows: z.int(),
      added: z.int(),
      changed: z.int(),
      ceased: z.int(),
      /** Rows that could not be used. */
      leftOut: z.int(),
      /** The first of them, and what became of each row. */
      faults: z.array(z.object({ row: z.int(), detail: z.string() })),
      totalFaults: z.int(),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/admin/public-addresses/{organisation}',
    summary: "Entries of an organisation's public page of PEC addresses",
    access: everybody,
    params: inOrganisation,
    answer: z.object({
      version: z.int().min(0),
      slug: z.string(),
      site: z.url().optional(),
      /** Those that people edited, then what follows from the mailboxes and is not among them. */
      entries: z.array(publicEntry),
      /** Where the last IPA data say otherwise (P108). */
      differences: z.array(
        z.object({
          what: z.enum(['only-ours', 'only-ipa', 'other-kind']),
          ours: z.string().optional(),
          ipa: z.string().optional(),
        }),
      ),
      ipaAsOf: day.optional(),
    }),
  }),
  endpoint({
    method: 'PUT',
    path: '/admin/public-addresses/{organisation}',
    summary: 'Change them',
    access: changers,
    params: inOrganisation,
    query: expected,
    body: z.object({
      slug: z.string().regex(/^[a-z0-9-]{1,80}$/),
      site: z.url().max(500).optional(),
      entries: z.array(publicEntry).max(5_000),
    }),
    answer: z.object({ version }),
  }),
] as const;

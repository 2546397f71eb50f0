import { z } from 'zod';
import { HOLDER_KINDS } from './enrolment.ts';
import { address, id, instant, line, octets, version } from './vocabulary.ts';

export const domainName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/);

export const organisation = z.object({
  id,
  version,
  name: line,
  taxCode: z.string().max(16).optional(),
  ipaCode: z.string().max(20).optional(),
  domains: z.array(domainName),
  mailboxes: z.int(),
  quotaBytes: octets.optional(),
  usedBytes: octets,
});
export const office = z.object({
  id,
  version,
  organisation: id,
  name: line,
  parent: id.optional(),
  mailboxes: z.int(),
});

export const policy = z.object({
  ordinaryMail: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('accept') }),
      z.object({ kind: z.literal('refuse'), text: z.string().max(2_000).optional(), from: instant.optional() }),
      z.object({ kind: z.literal('forward'), to: address }),
    ])
    .optional(),
  /** Domains or addresses admitted; `ipa` admits every address of imported IPA data. Absent: open. */
  closedChannel: z.object({ allowOnly: z.array(z.string().max(254)).max(10_000) }).optional(),
  maxRecipients: z.int().min(50).optional(),
  /** Octets of a message times its recipients; no less than 30 MiB is guaranteed. */
  maxBytesTimesRecipients: octets.min(30 * 1_048_576).optional(),
  submissionsPerHour: z.int().min(1).optional(),
  secondFactor: z.enum(['wanted', 'required']).optional(),
  /** Who lets a mailbox send again that the brake has stopped; absent: its holder too. */
  unfreeze: z.literal('operator').optional(),
  /** Of a domain: whoever proves who he is may activate a mailbox in it. */
  enrolment: z.literal('open').optional(),
});

export const domain = z.object({ name: domainName, organisation: id.optional(), mailboxes: z.int(), policy });

export const LIFECYCLE = ['active', 'suspended', 'receive-only', 'read-only', 'closing', 'revoked'] as const;
export const mailboxState = z.enum(LIFECYCLE);

/** A mailbox as operators see it: never what is inside. */
export const adminMailbox = z.object({
  id,
  address,
  holder: z.string(),
  holderKind: z.enum(HOLDER_KINDS).optional(),
  kind: z.enum(['user', 'service']),
  state: mailboxState,
  frozen: z
    .object({ since: instant, by: z.enum(['holder', 'brake', 'operator']), reason: z.string().optional() })
    .optional(),
  /** Of `closing`: when it ends. */
  until: instant.optional(),
  organisation: id.optional(),
  office: id.optional(),
  quotaBytes: octets,
  usedBytes: octets,
  messages: z.int(),
  delegates: z.int(),
  hasSecondFactor: z.boolean(),
  lastLogin: instant.optional(),
  policy,
});

/** Who works in a mailbox beside its holder, as operators see it. */
export const adminDelegate = z.object({
  login: z.string(),
  level: z.enum(['read', 'write', 'manage']),
  maySend: z.boolean(),
  /** Only some folders are open to him. */
  isBounded: z.boolean(),
  needsApproval: z.boolean(),
  until: instant.optional(),
});

export const queueJob = z.object({
  id,
  queue: z.string(),
  kind: z.enum(['relay', 'receive', 'deliver']),
  notice: z.string().optional(),
  identificativo: z.string().optional(),
  recipients: z.int(),
  since: instant,
  nextAt: instant,
  givesUpAt: instant,
  attempts: z.int(),
  isRunning: z.boolean(),
  lastError: z.string().optional(),
});

export const logRow = z.looseObject({ seq: z.int(), instant: z.string(), point: z.string(), event: z.string() });

/** What a mailbox, or all of a domain, may and does. */
export type Policy = z.output<typeof policy>;
export type Organisation = z.output<typeof organisation>;
export type Office = z.output<typeof office>;
export type AdminDomain = z.output<typeof domain>;
export type AdminDelegate = z.output<typeof adminDelegate>;
export type AdminMailbox = z.output<typeof adminMailbox>;
export type MailboxState = z.output<typeof mailboxState>;

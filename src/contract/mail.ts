import { z } from 'zod';
import { chain, chainGlance } from './chain.ts';
import { day, id, identificativo, instant, octets } from './vocabulary.ts';

/** What a message is, judged by the provider when it came or was made: from the keywords, never from a Subject. */
export const MESSAGE_KINDS = ['certified', 'anomaly', 'unverified', 'sent', 'draft', 'receipt', 'ordinary'] as const;
export const messageKind = z.enum(MESSAGE_KINDS);

export const RECEIPT_KINDS = [
  'acceptance',
  'non-acceptance',
  'taken-in-charge',
  'delivery',
  'non-delivery',
  'warning',
  'virus',
] as const;

export const person = z.object({ name: z.string(), address: z.string() });

export const folder = z.object({
  id,
  /** Levels parted by `/`. */
  name: z.string(),
  use: z.enum(['inbox', 'sent', 'drafts', 'trash', 'junk', 'archive', 'receipts', 'own']),
  messages: z.int(),
  unread: z.int(),
  /** Letters of RFC 4314 that the visitor has here. */
  rights: z.string(),
});

export const mailRow = z.object({
  folder: id,
  uid: z.int(),
  kind: messageKind,
  receipt: z.enum(RECEIPT_KINDS).optional(),
  /** Of the inner message: who wrote it, not the provider. */
  from: person,
  to: z.array(person),
  subject: z.string(),
  /** When it came. */
  at: instant,
  size: octets,
  hasAttachments: z.boolean(),
  isSeen: z.boolean(),
  isFlagged: z.boolean(),
  isAnswered: z.boolean(),
  /** Keywords of people, without `$PEC-`. */
  labels: z.array(z.string()),
  thread: z.string().optional(),
  /** Sent ones. */
  chain: chainGlance.optional(),
  /** Teams: who has taken charge, and by when. */
  charge: z
    .object({ assignee: z.string().optional(), state: z.enum(['open', 'in-charge', 'done']), dueOn: day.optional() })
    .optional(),
});
export type MailRow = z.output<typeof mailRow>;

/** What is wanted of a folder or of a whole mailbox. */
export const mailFilter = z.object({
  text: z.string().max(500).optional(),
  kind: messageKind.optional(),
  state: z.enum(['waiting', 'delivered', 'failed']).optional(),
  from: z.string().max(254).optional(),
  to: z.string().max(254).optional(),
  subject: z.string().max(500).optional(),
  since: day.optional(),
  before: day.optional(),
  unread: z.stringbool().optional(),
  flagged: z.stringbool().optional(),
  attachments: z.stringbool().optional(),
  label: z.string().max(100).optional(),
});

/** One line of the trust bar: what was checked, and how it ended. Words are the reader's catalogue's: `code` names them. */
export const check = z.object({ code: z.string(), ok: z.boolean(), detail: z.string().optional() });

export const trust = z.object({
  /** `certified`: signed by a provider of the index, at that time, and unaltered. `sent`: our own certification. `none`: ordinary mail. */
  level: z.enum(['certified', 'sent', 'not-certified', 'unverified', 'none']),
  provider: z.string().optional(),
  certifiedAt: instant.optional(),
  checks: z.array(check),
  /** Why not, as the anomaly envelope says. */
  reason: z.string().optional(),
  signer: z
    .object({ subject: z.string(), issuer: z.string(), serial: z.string(), from: instant, to: instant })
    .optional(),
});
export type Trust = z.output<typeof trust>;

export interface PartView {
  /** Path of the part in the stored message: `2.1.3`; what is inside a `.p7m` or a ZIP goes on after `!`. */
  readonly part: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** How it can be shown. */
  readonly shows:
    | 'text'
    | 'image'
    | 'pdf'
    | 'message'
    | 'invoice'
    | 'signed'
    | 'archive'
    | 'daticert'
    | 'calendar'
    | 'contacts'
    | 'nothing';
  /** Content-ID, for inline images. */
  readonly cid?: string | undefined;
  readonly isInline: boolean;
  /** `.p7m`, `.p7s`: who signed, and whether it holds. */
  readonly signature?:
    | {
        /** What was signed is what is here; says nothing of who the signers are. */
        readonly ok: boolean;
        /** Do the certificates come from authorities that this provider knows? Revocation is never asked. */
        readonly authority: 'trusted' | 'unknown' | 'not-judged';
        readonly signers: readonly string[];
        /** Words are the reader's catalogue's. */
        readonly code: 'unaltered' | 'altered' | 'unreadable' | 'content-missing';
        readonly detail: string;
        /** As the signer says; no proof of time. */
        readonly signedAt?: string | undefined;
      }
    | undefined;
  /** Of a ZIP, of an enclosed message, of what a `.p7m` holds. */
  readonly inside?: readonly PartView[] | undefined;
}
export const partView: z.ZodType<PartView> = z.lazy(() =>
  z.object({
    part: z.string(),
    name: z.string(),
    type: z.string(),
    size: octets,
    shows: z.enum([
      'text',
      'image',
      'pdf',
      'message',
      'invoice',
      'signed',
      'archive',
      'daticert',
      'calendar',
      'contacts',
      'nothing',
    ]),
    cid: z.string().optional(),
    isInline: z.boolean(),
    signature: z
      .object({
        ok: z.boolean(),
        authority: z.enum(['trusted', 'unknown', 'not-judged']),
        signers: z.array(z.string()),
        code: z.enum(['unaltered', 'altered', 'unreadable', 'content-missing']),
        detail: z.string(),
        signedAt: instant.optional(),
      })
      .optional(),
    inside: z.array(partView).optional(),
  }),
);

export const messageView = z.object({
  row: mailRow,
  trust,
  /** The inner message (postacert.eml) where there is one; else the message itself. */
  message: z.object({
    from: z.array(person),
    replyTo: z.array(person),
    to: z.array(person),
    cc: z.array(person),
    subject: z.string(),
    date: instant.optional(),
    messageId: z.string().optional(),
    /** Plain text, as written or made out of the HTML. */
    text: z.string(),
    /** As written, hostile or not: it is shown in a sandbox alone, after cleaning. */
    html: z.string().optional(),
    /** Longer than what is told here: the rest is in the part. */
    isCut: z.boolean(),
    attachments: z.array(partView),
    /** Look-alikes and other reasons for care: mixed alphabets, Reply-To elsewhere, a display name that is an address. */
    cautions: z.array(z.object({ code: z.string(), detail: z.string() })),
    receiptType: z.enum(['completa', 'breve', 'sintetica']).optional(),
  }),
  /** Certification data, when there are any; times and words as on the wire. */
  certification: z
    .object({
      kind: z.string(),
      identificativo,
      at: instant,
      provider: z.string(),
      recipients: z.array(z.object({ address: z.string(), kind: z.enum(['certified', 'ordinary']) })),
      error: z.string().optional(),
      errorText: z.string().optional(),
      deliveredTo: z.string().optional(),
      part: z.string().optional(),
    })
    .optional(),
  /** The whole chain, when it is a sent message or a receipt of one of ours. */
  chain: chain.optional(),
  /** Raw header of the stored message, for who looks closer; at most 64 KiB. */
  header: z.string(),
});
export type MessageView = z.output<typeof messageView>;

/** Sent over `/changes`, `event: change`. */
export const mailChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), folder: id, messages: z.int(), unread: z.int(), state: z.string() }),
  z.object({ kind: z.literal('folders') }),
  z.object({ kind: z.literal('chain'), identificativo }),
  z.object({ kind: z.literal('outbox') }),
  z.object({ kind: z.literal('team') }),
  /** A mail merge began, went on or ended. */
  z.object({ kind: z.literal('merges') }),
  /** Something may not have been told: what is shown is to be asked for again. */
  z.object({ kind: z.literal('gap') }),
]);
export type MailChange = z.output<typeof mailChange>;
export type Folder = z.output<typeof folder>;

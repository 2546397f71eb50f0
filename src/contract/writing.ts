import { z } from 'zod';
import { NO_CONTROLS } from './pattern-words.ts';
import { address, clientRef, id, identificativo, instant, line, note, octets, version } from './vocabulary.ts';

export const receiptType = z.enum(['completa', 'breve', 'sintetica']);

/** Shown in the HTML where it says `<img src="cid:…">`. */
const cid = z
  .string()
  .regex(/^[A-Za-z0-9._@-]{1,100}$/)
  .optional();

/** An attachment: an upload of this mailbox, or a part of a message that stands there. */
export const attachment = z.discriminatedUnion('from', [
  z.object({
    from: z.literal('upload'),
    upload: id,
    /** Called otherwise than it was uploaded; in a mail merge it may hold {{columns}}. */ name: line.optional(),
    cid,
  }),
  z.object({
    from: z.literal('message'),
    folder: id,
    uid: z.int(),
    /** Absent: the whole message as `.eml`. */ part: z.string().max(300).optional(),
    name: line.optional(),
    cid,
  }),
]);
export type Attachment = z.output<typeof attachment>;

/** What a person writes. Bcc is not there: certified mail cannot have it (RFC 6109 3.1.1). */
export const letter = z.object({
  to: z.array(address).max(1_000).default([]),
  cc: z.array(address).max(1_000).default([]),
  /** Absent: the sender. */
  replyTo: address.optional(),
  subject: z.string().max(900).regex(NO_CONTROLS).default(''),
  /** HTML wins where both stand; the plain text is then made out of it. */
  text: z.string().max(2_000_000).default(''),
  html: z.string().max(4_000_000).optional(),
  attachments: z.array(attachment).max(500).default([]),
  receiptType: receiptType.default('completa'),
  /** Message-IDs of the inner messages, with angle brackets or without. */
  inReplyTo: z.string().max(998).optional(),
  references: z.array(z.string().max(998)).max(100).optional(),
  clientRef: clientRef.optional(),
});
export type Letter = z.output<typeof letter>;

/** Name and size of each attachment, in order. */
const attachedTo = z.array(z.object({ name: z.string(), type: z.string(), size: octets }));

export const draft = z.object({
  id,
  version,
  savedAt: instant,
  letter,
  attached: attachedTo,
  /** What it answers or forwards: marked so when it goes out. */
  answers: z.object({ folder: id, uid: z.int(), how: z.enum(['reply', 'forward']) }).optional(),
});
export type Draft = z.output<typeof draft>;

export const upload = z.object({
  id,
  name: line,
  type: z.string().max(200),
  size: octets,
  received: octets,
  isWhole: z.boolean(),
  /** Of a whole one: SHA-256 of its octets, lower-case hex. */
  sha256: z.string().optional(),
});
export type Upload = z.output<typeof upload>;

/** Before sending: what will happen, for each recipient. */
export const preflight = z.object({
  ok: z.boolean(),
  /** All together, as the access point would list them (M2); nothing is sent while there are any. */
  faults: z.array(z.object({ code: z.string(), detail: z.string(), address: address.optional() })),
  warnings: z.array(z.object({ code: z.string(), detail: z.string(), address: address.optional() })),
  recipients: z.array(
    z.object({
      address,
      isCopy: z.boolean(),
      kind: z.enum(['certified', 'ordinary', 'unknown']),
      provider: z.string().optional(),
      /** What the sender gets back of him. Who is in copy gives a receipt that does not hold the message, whatever was asked for. */
      receipts: z.array(
        z.enum(['delivery-completa', 'delivery-breve', 'delivery-sintetica', 'delivery-without-message', 'none']),
      ),
      /** The last thing that happened to mail to him from here, in the last 30 days. */
      lately: z
        .object({ state: z.enum(['delivered', 'failed', 'expired']), at: instant, reason: z.string().optional() })
        .optional(),
      /** In address data imported here: whose it is. */
      known: z.string().optional(),
    }),
  ),
  size: octets,
  /** Size times recipients, and what is granted. */
  product: octets,
  limits: z.object({ maxBytes: octets, maxRecipients: z.int(), maxProduct: octets.optional() }),
  /** What the receipts will take in this mailbox, about. */
  receiptsBytes: octets,
  freeBytes: octets,
});
export type Preflight = z.output<typeof preflight>;

/** Why something did not go: a code for programs and pages, the words that stand in it, and the sentence as it was told, in Italian. */
export const toldReason = z.object({ code: z.string(), words: z.array(z.string()), text: z.string() });
export type ToldReason = z.output<typeof toldReason>;

/** A message that was told to go: waits in the window for undoing, for its hour, or for a second pair of eyes. */
export const outgoing = z.object({
  id,
  state: z.enum(['undo-window', 'scheduled', 'awaiting-approval', 'sending', 'sent', 'refused', 'returned']),
  at: instant,
  by: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  size: octets,
  identificativo: identificativo.optional(),
  clientRef: z.string().optional(),
  /** Of `refused` (by the access point, 4xx/5xx) and `returned` (by the approver). */
  reason: z.string().optional(),
  /** The same of `refused`, each reason apart. */
  reasons: z.array(toldReason).optional(),
});
export type Outgoing = z.output<typeof outgoing>;

export const sendOrder = z.object({
  /** Absent: at once (a program), or after the undo window of the mailbox (a person). */
  at: instant.optional(),
  undoSeconds: z.int().min(0).max(120).optional(),
  /** Each recipient gets a message of his own: what Bcc would be for. */
  individually: z.boolean().default(false),
});
export type SendOrder = z.output<typeof sendOrder>;

export const contact = z.object({
  id,
  version,
  name: line,
  organisation: z.string().max(300).optional(),
  addresses: z
    .array(
      z.object({
        address,
        kind: z.enum(['certified', 'ordinary', 'unknown']).default('unknown'),
        label: z.string().max(60).optional(),
      }),
    )
    .max(20),
  phone: z.string().max(60).optional(),
  notes: note.optional(),
  groups: z.array(id).max(100).default([]),
});
export const group = z.object({ id, version, name: line, members: z.int() });

export const template = z.object({
  id,
  version,
  name: line,
  subject: z.string().max(900),
  text: note.optional(),
  html: z.string().max(400_000).optional(),
  receiptType: receiptType.optional(),
});
export const signature = z.object({
  id,
  version,
  name: line,
  text: note,
  html: z.string().max(100_000).optional(),
  isDefault: z.boolean().default(false),
});

/** Rules work on what comes in, after delivery: certified mail is never refused or deleted by one. */
export const rule = z.object({
  id,
  version,
  name: line,
  order: z.int(),
  isOn: z.boolean(),
  conditions: z.object({
    all: z
      .array(
        z.object({
          field: z.enum(['from', 'to', 'subject', 'kind', 'body', 'attachment', 'size']),
          is: z.enum(['contains', 'is', 'begins', 'larger']),
          value: z.string().min(1).max(500),
        }),
      )
      .min(1)
      .max(20),
  }),
  acts: z
    .array(
      z.discriminatedUnion('do', [
        z.object({ do: z.literal('move'), folder: id }),
        z.object({ do: z.literal('label'), label: z.string().min(1).max(100) }),
        z.object({ do: z.literal('flag') }),
        z.object({ do: z.literal('seen') }),
        z.object({ do: z.literal('assign'), login: z.string().max(254) }),
        z.object({ do: z.literal('stop') }),
      ]),
    )
    .min(1)
    .max(10),
});

/** Notices by ordinary e-mail that something certified came in, and again when it stays unread. */
export const noticeSettings = z.object({
  version: z.int().min(0),
  addresses: z.array(address).max(20),
  on: z.enum(['certified', 'everything', 'nothing']),
  /** Hours after which an unread certified message is told of again, each with further addresses. */
  escalation: z
    .array(z.object({ afterHours: z.int().min(1).max(720), addresses: z.array(address).min(1).max(20) }))
    .max(5),
});

export const mailboxSettings = z.object({
  version: z.int().min(0),
  undoSeconds: z.int().min(0).max(120),
  receiptType,
  writesHtml: z.boolean(),
  receiptsFolder: z.enum(['INBOX', 'Ricevute']),
  /** What a delegate writes waits for one who may approve. */
  fourEyes: z.boolean(),
});

export const merge = z.object({
  id,
  version,
  name: line,
  state: z.enum(['draft', 'running', 'paused', 'done', 'stopped']),
  columns: z.array(z.string()),
  addressColumn: z.string().optional(),
  rows: z.int(),
  /** Rows of these that go to nobody: their faults say why. */
  leftOut: z.int(),
  letter,
  attached: attachedTo,
  progress: z.object({ waiting: z.int(), accepted: z.int(), refused: z.int(), delivered: z.int(), failed: z.int() }),
  /** Row 0: of the whole. `detail`: the sentence, in Italian. */
  faults: z.array(z.object({ row: z.int(), code: z.string(), words: z.array(z.string()), detail: z.string() })),
});

export type Contact = z.output<typeof contact>;
export type Group = z.output<typeof group>;
export type Template = z.output<typeof template>;
export type Signature = z.output<typeof signature>;
export type Rule = z.output<typeof rule>;
export type NoticeSettings = z.output<typeof noticeSettings>;
export type MailboxSettings = z.output<typeof mailboxSettings>;
export type Merge = z.output<typeof merge>;

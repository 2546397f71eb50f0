import { z } from 'zod';
import { address, id, identificativo, instant, line } from './vocabulary.ts';

/** Outcome codes as SEND publishes them (users.md 5.2). */
export const OUTCOME_CODES = [
  'C000',
  'C001',
  'C002',
  'C003',
  'C004',
  'C005',
  'C006',
  'C007',
  'C008',
  'C009',
  'C010',
] as const;
export const outcomeCode = z.enum(OUTCOME_CODES);

/** Where a receipt is: in the mailbox, gone but reproducible from the log, or nothing was owed. */
export const proof = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('in-box'), folder: id, uid: z.int() }),
  z.object({ kind: z.literal('reproducible') }),
  z.object({ kind: z.literal('none') }),
]);

export const STEP_KINDS = [
  /** M1. */ 'accepted',
  /** M2. */ 'not-accepted',
  /** M3. */ 'not-accepted-virus',
  /** To an ordinary address, handed to its server. */ 'sent',
  /** M5. */ 'taken',
  /** M11-M13. */ 'delivered',
  /** M14, or the error of another provider. */ 'failed',
  /** M7/M8. */ 'virus',
  /** M9. */ 'warned',
  /** M10. */ 'expired',
] as const;

export const chainStep = z.object({
  kind: z.enum(STEP_KINDS),
  code: outcomeCode,
  /** Certified time: what the receipt says. */
  at: instant,
  /** Provider that says so. */
  by: z.string().optional(),
  /** As the receipt has it, and in plain words by the catalogue of the reader: the classified reason. */
  reason: z.object({ class: z.string(), text: z.string() }).optional(),
  proof,
});

export const RECIPIENT_STATES = [
  'waiting',
  'taken',
  'delivered',
  'failed',
  'virus',
  'expired',
  'delivered-late',
  'sent',
  'not-accepted',
] as const;
export const recipientState = z.enum(RECIPIENT_STATES);

export const chainRecipient = z.object({
  address,
  /** `certified`: of a PEC domain at the moment of acceptance. */
  kind: z.enum(['certified', 'ordinary']),
  isCopy: z.boolean(),
  provider: z.string().optional(),
  state: recipientState,
  steps: z.array(chainStep),
  /** What is missing, and when it will be known at the latest. Absent: nothing more will come. */
  missing: z
    .object({
      /** `sent`: of an ordinary address, whose server gives no receipt. */ what: z.enum([
        'taken',
        'delivered',
        'sent',
      ]),
      warningAt: instant.optional(),
      knownBy: instant,
    })
    .optional(),
});

/** A sent message with everything that is proven of it. */
export const chain = z.object({
  identificativo,
  clientRef: z.string().optional(),
  /** As the holder's program called it. */
  messageId: z.string().optional(),
  mailbox: id,
  from: address,
  subject: z.string(),
  /** Who handed it in, where it was not the holder. */
  sentBy: z.string().optional(),
  receiptType: z.enum(['completa', 'breve', 'sintetica']),
  state: z.enum(['accepted', 'not-accepted', 'delivered', 'partly-delivered', 'failed', 'sent']),
  steps: z.array(chainStep),
  recipients: z.array(chainRecipient),
  /** The copy in the mailbox. */
  sentCopy: proof,
});
export type Chain = z.output<typeof chain>;
export type ChainRecipient = z.output<typeof chainRecipient>;
export type ChainStep = z.output<typeof chainStep>;

/** A row's summary of its chain: one glance. */
export const chainGlance = z.object({
  identificativo,
  state: chain.shape.state,
  recipients: z.int(),
  delivered: z.int(),
  failed: z.int(),
  waiting: z.int(),
  last: z.object({ kind: z.enum(STEP_KINDS), at: instant }),
});

export type ChainGlance = z.output<typeof chainGlance>;

/** A transition of a chain, as programs get it: once, in order, whatever was read in the mailbox. */
export const chainEvent = z.object({
  /** Position: hand it back as `after` to go on from there. Grows. */
  cursor: z.string(),
  type: z.enum([
    'accepted',
    'not-accepted',
    /** To an ordinary address, handed to its server: nothing certified will follow. */ 'sent',
    'taken',
    'delivered',
    'failed',
    'virus',
    'warned',
    'expired',
    'received',
  ]),
  code: outcomeCode,
  at: instant,
  mailbox: id,
  identificativo: identificativo.optional(),
  clientRef: z.string().optional(),
  recipient: address.optional(),
  reason: z.object({ class: z.string(), text: z.string() }).optional(),
  /** Of `received`: what came in. */
  received: z.object({ kind: z.enum(['certified', 'anomaly']), from: z.string(), subject: z.string() }).optional(),
  /** Path of the receipt's or message's octets. */
  raw: line.optional(),
});
export type ChainEvent = z.output<typeof chainEvent>;

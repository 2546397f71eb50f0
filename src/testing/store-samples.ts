import { hash } from 'node:crypto';
import { isSlice, type Rope, type RopePiece } from '#mime';
import type { Instant } from '#pec';
import type {
  Dispatch,
  Job,
  LogRecord,
  Mailbox,
  NewJob,
  Placement,
  SeenKey,
  Step,
  Store,
  StoredMessage,
  TrackingRow,
} from '#ports';

/** Plain values for the store's contract: small, valid, and told apart by their names alone. */

/** 2026-03-01T09:00:00Z. */
export const T0: Instant = 1772355600000;
export const HOUR_MS = 3_600_000;

export function sampleMessage(id: string, text = `message ${id}\r\n`): StoredMessage {
  const bytes = new TextEncoder().encode(text);
  return { id, rope: [bytes], size: bytes.length, sha256: hash('sha256', bytes) };
}

export function sampleMailbox(id: string, change: Partial<Mailbox> = {}): Mailbox {
  return {
    id,
    address: `${id}@pec.alfa.example`,
    holder: `Holder of ${id}`,
    kind: 'user',
    status: 'active',
    quotaBytes: 1_000,
    ordinaryMail: { kind: 'accept' },
    ...change,
  };
}

export function mailboxStep(...mailboxes: readonly Mailbox[]): Step {
  return { accounts: mailboxes.map((mailbox) => ({ kind: 'put-mailbox', mailbox })) };
}

export function samplePlacement(mailbox: string, messageId: string, change: Partial<Placement> = {}): Placement {
  return { mailbox, folder: 'INBOX', messageId, size: 100, internalDate: T0, ...change };
}

export function sampleJob(id: string, change: Partial<NewJob> = {}): NewJob {
  return {
    id,
    work: {
      kind: 'relay',
      messageId: `message-of-${id}`,
      mailFrom: 'mario.rossi@pec.alfa.example',
      recipients: ['ugo@pec.beta.example', 'ada@pec.beta.example'],
      destination: { kind: 'provider', domain: 'pec.beta.example' },
      notice: 'M4',
      identificativo: 'opec1@gestore-alfa.example',
    },
    queue: 'provider:pec.beta.example',
    runAt: T0,
    expiresAt: T0 + 24 * HOUR_MS,
    ...change,
  };
}

export function sampleSeen(key: string, messageId: string, sha256 = hash('sha256', key)): SeenKey {
  return { key, sha256, messageId };
}

export function sampleRow(identificativo: string, recipient: string, change: Partial<TrackingRow> = {}): TrackingRow {
  return { identificativo, recipient, state: 'WAITING', dueAt: T0 + 12 * HOUR_MS, ...change };
}

export function sampleRecord(change: Partial<LogRecord> = {}): LogRecord {
  return { instant: T0, point: 'AP', event: 'Accettazione', ...change };
}

export function sampleDispatch(identificativo: string, mailbox: string, envelope: string): Dispatch {
  return {
    facts: {
      sender: 'Mario.Rossi@pec.alfa.example',
      recipients: [
        { address: 'ugo@pec.beta.example', type: 'certificato' },
        { address: 'eva@posta.example', type: 'esterno' },
      ],
      replyTo: 'protocollo@pec.alfa.example',
      subject: 'Perché no? €',
      identificativo,
      msgid: '<abc.1@client.example>',
      receiptType: 'breve',
    },
    acceptedAt: T0,
    mailbox,
    envelope,
  };
}

/** Every worker of the contract claims alike: at T0, monotonic 0, for one second, all there is. */
export function claim(store: Store, change: Partial<Parameters<Store['claimJobs']>[0]> = {}): Promise<readonly Job[]> {
  return store.claimJobs({ worker: 'w1', now: T0, monotonicNow: 0, leaseMs: 1_000, limit: 100, ...change });
}

/** Ropes are equal when they stand for the same octets by the same blobs: an adapter may join neighbouring literals. */
export function plainRope(rope: Rope): readonly (string | Exclude<RopePiece, Uint8Array>)[] {
  const plain: (string | Exclude<RopePiece, Uint8Array>)[] = [];
  for (const piece of rope) {
    const last = plain.at(-1);
    if (isSlice(piece)) plain.push({ blob: piece.blob, offset: piece.offset, length: piece.length });
    else if (typeof last === 'string') plain[plain.length - 1] = last + latin1(piece);
    else if (piece.length > 0) plain.push(latin1(piece));
  }
  return plain;
}

export function plainMessage(message: StoredMessage | undefined): unknown {
  return message === undefined ? undefined : { ...message, rope: plainRope(message.rope) };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

import { sameAddress } from '#mime';
import { type MessageNumber, wire } from '#pec';
import type { LogRecord, StoredLogRecord } from '#ports';

/** What a holder calls the message he asks for. */
export const RECEIPT_KINDS = {
  accettazione: ['M1'],
  'non-accettazione': ['M2', 'M3'],
  busta: ['M4'],
  'presa-in-carico': ['M5'],
  'rilevazione-virus': ['M7'],
  preavviso: ['M9', 'M10'],
  consegna: ['M11', 'M12', 'M13'],
  'mancata-consegna': ['M8', 'M14'],
} as const satisfies Readonly<Record<string, readonly MessageNumber[]>>;

export type ReceiptKind = keyof typeof RECEIPT_KINDS;

/** A message of the system that the log tells of: issued here, or received. */
export interface LoggedReceipt {
  readonly record: StoredLogRecord;
  readonly kind: ReceiptKind;
  /** StoredMessage id. */
  readonly stored: string;
  /** Whom it is about; empty: the whole message. */
  readonly recipients: readonly string[];
}

const { RICEVUTA, TRASPORTO } = wire;

const KINDS: Readonly<Record<string, ReceiptKind>> = {
  [RICEVUTA.accettazione]: 'accettazione',
  [RICEVUTA.nonAccettazione]: 'non-accettazione',
  [RICEVUTA.presaInCarico]: 'presa-in-carico',
  [RICEVUTA.avvenutaConsegna]: 'consegna',
  [RICEVUTA.erroreConsegna]: 'mancata-consegna',
  [RICEVUTA.preavvisoErroreConsegna]: 'preavviso',
  [RICEVUTA.rilevazioneVirus]: 'rilevazione-virus',
  [TRASPORTO.postaCertificata]: 'busta',
};

/** A repetition is no receipt of its own, and what was put into quarantine is told by the record beside it. */
const NOT_RECEIPTS: ReadonlySet<LogRecord['event']> = new Set([
  'RicezioneDuplicato',
  'Quarantena',
  'SmtpInoltro',
  'SmtpRinvio',
  'SmtpErrore',
  'ConsegnaCasella',
]);

/**
 * The messages that these records tell of, in their order, each once: inside one provider a notice is issued and received, and both
 * records name it.
 */
export function receiptsIn(records: readonly StoredLogRecord[]): readonly LoggedReceipt[] {
  const found = new Map<string, LoggedReceipt>();
  for (const record of records) {
    const kind = KINDS[record.tipo ?? ''];
    const [stored] = record.related ?? [];
    if (kind === undefined || stored === undefined || NOT_RECEIPTS.has(record.event)) continue;
    const recipients = record.consegna === undefined ? (record.ricezione ?? []) : [record.consegna];
    const key = record.sha256 ?? stored;
    if (!found.has(key)) found.set(key, { record, kind, stored, recipients });
  }
  return [...found.values()];
}

export function isAbout({ recipients }: LoggedReceipt, recipient: string): boolean {
  return recipients.some((address) => sameAddress(address, recipient));
}

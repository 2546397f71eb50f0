import { sameAddress } from '#mime';
import { wire } from '#pec';
import type { LogRecord, StoredLogRecord } from '#ports';

const { RICEVUTA, TRASPORTO } = wire;

/** What a holder calls the message he asks for, by daticert `tipo`. */
const KINDS = {
  [RICEVUTA.accettazione]: RICEVUTA.accettazione,
  [RICEVUTA.nonAccettazione]: RICEVUTA.nonAccettazione,
  [RICEVUTA.presaInCarico]: RICEVUTA.presaInCarico,
  [RICEVUTA.avvenutaConsegna]: 'consegna',
  [RICEVUTA.erroreConsegna]: 'mancata-consegna',
  [RICEVUTA.preavvisoErroreConsegna]: 'preavviso',
  [RICEVUTA.rilevazioneVirus]: RICEVUTA.rilevazioneVirus,
  [TRASPORTO.postaCertificata]: 'busta',
} as const;

export type ReceiptKind = (typeof KINDS)[keyof typeof KINDS];

export const RECEIPT_KINDS: readonly ReceiptKind[] = Object.values(KINDS);

/** A message of the system that the log tells of: issued here, or received. */
export interface LoggedReceipt {
  readonly record: StoredLogRecord;
  readonly kind: ReceiptKind;
  /** StoredMessage id. */
  readonly stored: string;
  /** Whom it is about; empty: the whole message. */
  readonly recipients: readonly string[];
}

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
    const kind = kindOf(record.tipo);
    const [stored] = record.related ?? [];
    if (kind === undefined || stored === undefined || NOT_RECEIPTS.has(record.event)) continue;
    const recipients = record.consegna === undefined ? (record.ricezione ?? []) : [record.consegna];
    const key = record.sha256 ?? stored;
    if (!found.has(key)) found.set(key, { record, kind, stored, recipients });
  }
  return [...found.values()];
}

function kindOf(tipo = ''): ReceiptKind | undefined {
  return tipo in KINDS ? KINDS[tipo as keyof typeof KINDS] : undefined;
}

export function isAbout({ recipients }: LoggedReceipt, recipient: string): boolean {
  return recipients.some((address) => sameAddress(address, recipient));
}

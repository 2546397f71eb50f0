import type { CertifiedFacts, Daticert, Instant, Issuer, MessageNumber, Notification } from '#pec';
import type { LogEvent, LogRecord, StoredMessage } from '#ports';

const EVENTS: Readonly<Record<MessageNumber, LogEvent>> = {
  M1: 'Accettazione',
  M2: 'NonAccettazione',
  M3: 'NonAccettazioneVirus',
  M4: 'BustaTrasporto',
  M5: 'PresaInCarico',
  M6: 'BustaAnomalia',
  M7: 'RilevazioneVirus',
  M8: 'MancataConsegnaVirus',
  M9: 'PreavvisoMancataConsegna',
  M10: 'PreavvisoMancataConsegna',
  M11: 'Consegna',
  M12: 'Consegna',
  M13: 'Consegna',
  M14: 'MancataConsegna',
};

export interface Issued {
  readonly number: MessageNumber;
  readonly point: LogRecord['point'];
  readonly at: Instant;
  readonly facts: CertifiedFacts;
  readonly messageId: string;
  readonly stored: Pick<StoredMessage, 'id' | 'size' | 'sha256'>;
}

/** The log record of a message issued here, with every mandatory field of RFC 6109 2.3 (spec 15.2). */
export function logIssued(issuer: Issuer, issued: Issued): LogRecord {
  const { facts, number } = issued;
  return {
    instant: issued.at,
    point: issued.point,
    event: EVENTS[number],
    identificativo: facts.identificativo,
    ...(facts.msgid !== undefined && { msgid: facts.msgid }),
    messageId: issued.messageId,
    mittente: facts.sender,
    destinatari: facts.recipients,
    ...(facts.subject !== undefined && { oggetto: facts.subject }),
    gestore: issuer.name,
    size: issued.stored.size,
    sha256: issued.stored.sha256,
    related: [issued.stored.id],
  };
}

/** What a notification certifies beyond the facts, as its `daticert.xml` says it: the log tells the same (RFC 6109 4.1). */
export function certifiedInLog(daticert: Daticert, notification: Notification): Partial<LogRecord> {
  return {
    tipo: daticert.tipo,
    ...(daticert.errore !== 'nessuno' && { errore: daticert.errore }),
    ...(daticert.erroreEsteso !== undefined && { erroreEsteso: daticert.erroreEsteso }),
    ...(daticert.receiptType !== undefined && { tipoRicevuta: daticert.receiptType }),
    ...(daticert.consegna !== undefined && { consegna: daticert.consegna }),
    ...(daticert.ricezione !== undefined && { ricezione: daticert.ricezione }),
    ...(notification.number === 'M2' && { eccezioni: notification.faults }),
    ...('virus' in notification && { virus: notification.virus }),
  };
}

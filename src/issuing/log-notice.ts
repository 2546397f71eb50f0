import {
  type CertifiedFacts, type Instant, type Issuer, type MessageNumber, NOTICE_TYPES, type Notification, notificationError,
} from '#pec';
import type { LogEvent, LogRecord } from '#ports';

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
  readonly point: LogRecord['point'];
  readonly at: Instant;
  readonly facts: CertifiedFacts;
  readonly messageId: string;
  /** StoredMessage id. */
  readonly stored: string;
  readonly size: number;
}

/** The log record of a message issued here, with every mandatory field of RFC 6109 2.3 (spec 15.2). */
export function logIssued(number: MessageNumber, issuer: Issuer, issued: Issued, notification?: Notification): LogRecord {
  const { facts } = issued;
  const tipo = NOTICE_TYPES[number].tipo;
  const error = notification === undefined ? undefined : notificationError(notification, issuer);
  return {
    instant: issued.at,
    point: issued.point,
    event: EVENTS[number],
    ...(tipo !== undefined && { tipo }),
    identificativo: facts.identificativo,
    ...(facts.msgid !== undefined && { msgid: facts.msgid }),
    messageId: issued.messageId,
    mittente: facts.sender,
    destinatari: facts.recipients,
    ...(facts.subject !== undefined && { oggetto: facts.subject }),
    gestore: issuer.name,
    ...(number === 'M4' && { tipoRicevuta: facts.receiptType }),
    ...(notification !== undefined && about(notification)),
    ...(error !== undefined && { errore: error.errore, erroreEsteso: error.erroreEsteso }),
    size: issued.size,
    related: [issued.stored],
  };
}

function about(notification: Notification): Partial<LogRecord> {
  switch (notification.number) {
    case 'M2':
      return { eccezioni: notification.faults };
    case 'M3':
      return { virus: notification.virus };
    case 'M5':
      return { ricezione: notification.taken };
    case 'M7':
      return { consegna: notification.recipient, virus: notification.virus };
    case 'M11':
    case 'M12':
    case 'M13':
    case 'M8':
    case 'M9':
    case 'M10':
    case 'M14':
      return { consegna: notification.recipient };
    case 'M1':
      return {};
  }
}

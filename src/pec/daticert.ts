import type { CertifiedFacts, DaticertType, ErrorType, Instant, Issuer, ReceiptType, Recipient } from './facts.ts';
import { legalDate } from './legal-time.ts';

/** The content of daticert.xml (RFC 6109 4.4; spec 6). */
export interface Daticert {
  readonly tipo: DaticertType;
  readonly errore: ErrorType;
  /** `mittente` */
  readonly sender: string;
  /** `destinatari` */
  readonly recipients: readonly Recipient[];
  /** `risposte` */
  readonly replyTo: string;
  /** `oggetto` */
  readonly subject?: string;
  /** `gestore-emittente` */
  readonly issuerName: string;
  readonly zona: string;
  readonly giorno: string;
  readonly ora: string;
  readonly identificativo: string;
  /** With angle brackets. */
  readonly msgid?: string;
  /** `ricevuta/@tipo` */
  readonly receiptType?: ReceiptType;
  readonly consegna?: string;
  readonly ricezione?: readonly string[];
  /** `errore-esteso` */
  readonly erroreEsteso?: string;
}

/** What reading a daticert.xml gave. */
export type DaticertReading =
  | {
      readonly ok: true;
      readonly value: Daticert;
      /** The instant of `data`, when its three values are well formed. */
      readonly at?: Instant;
      /** Deviations that do not make it invalid (spec 6.5). */
      readonly warnings: readonly string[];
      /** Not valid UTF-8: read as ISO-8859-1. */
      readonly degraded: boolean;
    }
  | { readonly ok: false; readonly fault: string };

/** The part of the content that every message about the same original shares. */
export function certifiedData(
  tipo: DaticertType,
  errore: ErrorType,
  about: { readonly issuer: Issuer; readonly facts: CertifiedFacts; readonly at: Instant },
): Daticert {
  const { facts, issuer, at } = about;
  return {
    tipo,
    errore,
    sender: facts.sender,
    recipients: facts.recipients,
    replyTo: facts.replyTo,
    ...(facts.subject ? { subject: facts.subject } : {}),
    issuerName: issuer.name,
    ...legalDate(at),
    identificativo: facts.identificativo,
    ...(facts.msgid ? { msgid: facts.msgid } : {}),
  };
}

/** The certified facts as a received message tells them: what every later notice about it must repeat (T26, T32). */
export function factsOf(daticert: Daticert): CertifiedFacts {
  return {
    sender: daticert.sender,
    recipients: daticert.recipients,
    replyTo: daticert.replyTo,
    ...(daticert.subject === undefined ? {} : { subject: daticert.subject }),
    identificativo: daticert.identificativo,
    ...(daticert.msgid === undefined ? {} : { msgid: daticert.msgid }),
    receiptType: daticert.receiptType ?? 'completa',
  };
}

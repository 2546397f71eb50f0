/** The types every room shares about a certified message. Names are those of RFC 6109 and of `daticert.xml`. */

/** The fourteen messages (RFC 6109 3.1-3.3): see `NOTICE_TYPES` in catalogue.ts for what each one is. */
export type MessageNumber =
  | 'M1'
  | 'M2'
  | 'M3'
  | 'M4'
  | 'M5'
  | 'M6'
  | 'M7'
  | 'M8'
  | 'M9'
  | 'M10'
  | 'M11'
  | 'M12'
  | 'M13'
  | 'M14';

export type ReceiptType = 'completa' | 'breve' | 'sintetica';
export type RecipientType = 'certificato' | 'esterno';

/** `errore` of daticert (RFC 6109 4.4). */
export type ErrorType = 'nessuno' | 'no-dest' | 'no-dominio' | 'virus' | 'altro';

/** `tipo` of daticert (RFC 6109 4.4). The anomaly envelope has none. */
export type DaticertType =
  | 'accettazione'
  | 'non-accettazione'
  | 'presa-in-carico'
  | 'avvenuta-consegna'
  | 'posta-certificata'
  | 'errore-consegna'
  | 'preavviso-errore-consegna'
  | 'rilevazione-virus';

export interface Recipient {
  readonly address: string;
  readonly type: RecipientType;
}

/**
 * What the access point certified of one message: decided once, at acceptance, and repeated unchanged in every later
 * message about it (spec 6.2, T26).
 */
export interface CertifiedFacts {
  /** The reverse path: an address, as the holder wrote it. */
  readonly sender: string;
  /** One per RCPT TO of the whole submission, in its order. */
  readonly recipients: readonly Recipient[];
  /** Reply-To of the original, else the sender (daticert `risposte`). */
  readonly replyTo: string;
  /** Decoded subject of the original, no prefix. Absent when the original has none. */
  readonly subject?: string;
  /** The PEC msgid, without angle brackets. */
  readonly identificativo: string;
  /** The client's own Message-ID, with angle brackets. */
  readonly msgid?: string;
  readonly receiptType: ReceiptType;
}

/** Who issues: one PEC provider. */
export interface Issuer {
  /** `gestore-emittente`, e.g. `Gestore Alfa S.p.A.`. */
  readonly name: string;
  /** The provider's own mail domain: right-hand side of every identificativo. */
  readonly domain: string;
  /** `posta-certificata@<domain>`: From of everything it signs, rfc822Name of its certificate. */
  readonly serviceAddress: string;
  /** A provider of a test country: every message it issues says to people that it has no legal value. */
  readonly isTest?: boolean;
}

/**
 * From of the provider's own word to people, which is no PEC: an address that answers nothing and is never the service address, whose every
 * message is signed (RFC 6109 3.1.5). What comes unsigned from that one poses as certified mail.
 */
export const noReplyAddress = ({ domain }: Pick<Issuer, 'domain'>): string => `non-rispondere@${domain}`;

/** An instant: milliseconds since 1970-01-01T00:00:00Z. Legal local time (Europe/Rome) is made from it at the last moment. */
export type Instant = number;

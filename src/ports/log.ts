import type { Instant, Recipient } from '#pec';

/** Event names of the message log (spec 15.2); Italian, since auditors and the authority read them. */
export type LogEvent =
  | 'BustaTrasporto'
  | 'Accettazione'
  | 'NonAccettazione'
  | 'NonAccettazioneVirus'
  | 'PresaInCarico'
  | 'BustaAnomalia'
  | 'RilevazioneVirus'
  | 'MancataConsegna'
  | 'MancataConsegnaVirus'
  | 'PreavvisoMancataConsegna'
  | 'Consegna'
  | 'RicezioneBusta'
  | 'RicezioneRicevuta'
  | 'RicezioneDuplicato'
  | 'RicezioneOrdinaria'
  | 'RicezioneRifiutata'
  | 'RicezioneNonCorrelata'
  | 'RicezioneInChiaro'
  | 'RicezioneAnomala'
  | 'ConsegnaCasella'
  | 'ConsegnaServizio'
  | 'ConsegnaImpossibile'
  | 'SmtpInoltro'
  | 'SmtpRinvio'
  | 'SmtpErrore'
  | 'Quarantena'
  | 'IndiceAggiornato'
  | 'IndiceRifiutato'
  | 'IndiceScaduto'
  /** The directory says otherwise than the signed file, or than the record we published. */
  | 'IndiceDivergente'
  | 'ChiaveUso'
  /** A day of the log was closed and signed; `related` names its file. */
  | 'RegistroChiuso'
  /** A day, a head or a dossier was time-stamped. */
  | 'RegistroMarcato'
  /** A day older than 30 months was deleted, whole. */
  | 'RegistroEliminato'
  /** Somebody was given records, receipts or a dossier (spec 15.3: every access is logged). */
  | 'RegistroConsultato'
  /** Another provider's log was found consistent, and we signed that we saw it; `gestore` names it. */
  | 'RegistroTestimoniato'
  /** Another provider's log contradicts what it had shown, or ours does by its witness; `related` names the evidence kept. */
  | 'RegistroContraddetto'
  /** The clock is out of its bounds, or in them again (spec 15.1). */
  | 'OrologioFermo'
  | 'OrologioRegolare'
  | 'CicloAvvio'
  | 'CicloArresto'
  | 'Amministrazione';

/** One record of the message log (RFC 6109 2.3; spec 15.2). Never changed, never removed before 30 months. */
export interface LogRecord {
  readonly instant: Instant;
  readonly point: 'AP' | 'InP' | 'DP' | 'SYS';
  readonly event: LogEvent;
  /** daticert `tipo`, where the message has one. */
  readonly tipo?: string;
  readonly identificativo?: string;
  readonly msgid?: string;
  /** Message-ID of the message this event produced or received. */
  readonly messageId?: string;
  readonly mittente?: string;
  readonly destinatari?: readonly Recipient[];
  readonly oggetto?: string;
  /** Issuer of the message; on received ones the sending provider. */
  readonly gestore?: string;
  readonly tipoRicevuta?: string;
  readonly consegna?: string;
  readonly ricezione?: readonly string[];
  /** On a received notice: daticert `data`, when its issuer says that it happened; `instant` is when it came. */
  readonly data?: Instant;
  readonly errore?: string;
  readonly erroreEsteso?: string;
  readonly virus?: string;
  readonly eccezioni?: readonly string[];
  readonly peer?: string;
  /** Login of the delegate who handed the message in; absent: the holder. */
  readonly utente?: string;
  readonly tls?: boolean;
  readonly size?: number;
  /** SHA-256 of the octets of the message issued or received, lower-case hex: the log binds them, not only what they say. */
  readonly sha256?: string;
  /** StoredMessage ids of related generated messages. */
  readonly related?: readonly string[];
}

export interface StoredLogRecord extends LogRecord {
  /** Position in this provider's log; grows, has no meaning beyond order. */
  readonly seq: number;
}

export interface LogQuery {
  readonly from?: Instant;
  readonly to?: Instant;
  /** Whole address, case-insensitive. */
  readonly sender?: string;
  /** Among `destinatari`, `consegna` or `ricezione`. */
  readonly recipient?: string;
  /** One, or any of several. */
  readonly identificativo?: string | readonly string[];
  readonly msgid?: string;
  readonly event?: LogEvent | readonly LogEvent[];
  readonly limit: number;
  /** The newest first; without it the oldest. */
  readonly newestFirst?: boolean;
  /** Only records after this position: to follow the log. */
  readonly afterSeq?: number;
  /** Only records before it: to go back in it. */
  readonly beforeSeq?: number;
}

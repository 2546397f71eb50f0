import type { LogEntry } from '#evidence';
import type { Instant } from '#pec';

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

/** One record of the message log (RFC 6109 2.3; spec 15.2), with the events that this program writes. Never changed, never removed before 30 months. */
export interface LogRecord extends Omit<LogEntry, 'seq' | 'event'> {
  readonly event: LogEvent;
}

export interface StoredLogRecord extends LogRecord, Pick<LogEntry, 'seq'> {}

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

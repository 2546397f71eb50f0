import { wire } from '#pec';
import type { LogEvent, StoredLogRecord } from '#ports';

/** One line of a chain: what happened, in the words people and the law use, and to whom. */
export interface ChainLine {
  readonly what: string;
  readonly detail: string;
  readonly mood: 'good' | 'bad' | 'plain';
}

const SHORT_REASON = 160;

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > SHORT_REASON ? `${line.slice(0, SHORT_REASON - 1)}…` : line;
}

function reason(record: StoredLogRecord): string {
  return shorten(record.eccezioni?.join('; ') ?? record.virus ?? record.erroreEsteso ?? record.errore ?? '');
}

function recipient(record: StoredLogRecord): string {
  return (
    record.consegna ??
    record.ricezione?.join(', ') ??
    record.destinatari?.map(({ address }) => address).join(', ') ??
    ''
  );
}

function about(record: StoredLogRecord): string {
  const why = reason(record);
  const whom = recipient(record);
  return why === '' ? whom : whom === '' ? why : `${whom}: ${why}`;
}

const SAID: Partial<Record<LogEvent, (record: StoredLogRecord) => ChainLine>> = {
  Accettazione: (record) => ({ what: wire.RICEVUTA.accettazione, detail: `to ${recipient(record)}`, mood: 'good' }),
  NonAccettazione: (record) => ({ what: 'non accettazione', detail: reason(record), mood: 'bad' }),
  NonAccettazioneVirus: (record) => ({ what: 'non accettazione, virus', detail: reason(record), mood: 'bad' }),
  PresaInCarico: (record) => ({ what: 'presa in carico', detail: recipient(record), mood: 'plain' }),
  Consegna: (record) => ({ what: 'avvenuta consegna', detail: recipient(record), mood: 'good' }),
  MancataConsegna: (record) => ({ what: 'mancata consegna', detail: about(record), mood: 'bad' }),
  MancataConsegnaVirus: (record) => ({ what: 'mancata consegna, virus', detail: about(record), mood: 'bad' }),
  // The same event twice: after twelve hours it may still arrive (4.4.1), before twenty-four it is over (5.4.1; RFC 6109 3.3.3).
  PreavvisoMancataConsegna: (record) => ({
    what: record.erroreEsteso?.startsWith('4.') ? 'avviso delle 12 ore' : 'mancata consegna, 24 h',
    detail: about(record),
    mood: 'bad',
  }),
  RilevazioneVirus: (record) => ({ what: 'rilevazione virus', detail: about(record), mood: 'bad' }),
  BustaAnomalia: (record) => ({ what: 'anomalia', detail: about(record), mood: 'plain' }),
  // A receipt or a notice has arrived where its holder reads it.
  ConsegnaCasella: (record) => ({ what: 'in the box', detail: `of ${recipient(record)}`, mood: 'good' }),
  RicezioneRifiutata: (record) => ({ what: 'refused at the door', detail: about(record), mood: 'bad' }),
  SmtpRinvio: (record) => ({ what: 'will be tried again', detail: about(record), mood: 'plain' }),
  SmtpErrore: (record) => ({ what: 'could not be sent on', detail: about(record), mood: 'bad' }),
};

/** How the terminal says a record of the message log; undefined for those a chain does not need. */
export function describeEvent(record: StoredLogRecord): ChainLine | undefined {
  // An anomaly envelope in its box: the chain has said "anomalia" already.
  if (record.event === 'ConsegnaCasella' && record.identificativo === undefined) return undefined;
  return SAID[record.event]?.(record);
}

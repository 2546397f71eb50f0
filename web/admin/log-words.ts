/** Events of the message log that have words of their own; the others stand as they are. */
export const EVENTS = [
  'BustaTrasporto',
  'Accettazione',
  'NonAccettazione',
  'NonAccettazioneVirus',
  'PresaInCarico',
  'BustaAnomalia',
  'RilevazioneVirus',
  'MancataConsegna',
  'MancataConsegnaVirus',
  'PreavvisoMancataConsegna',
  'Consegna',
  'RicezioneBusta',
  'RicezioneRicevuta',
  'RicezioneDuplicato',
  'RicezioneOrdinaria',
  'RicezioneRifiutata',
  'RicezioneNonCorrelata',
  'RicezioneInChiaro',
  'RicezioneAnomala',
  'ConsegnaCasella',
  'ConsegnaServizio',
  'ConsegnaImpossibile',
  'SmtpInoltro',
  'SmtpRinvio',
  'SmtpErrore',
  'Quarantena',
  'IndiceAggiornato',
  'IndiceRifiutato',
  'IndiceScaduto',
  'IndiceDivergente',
  'ChiaveUso',
  'RegistroChiuso',
  'RegistroMarcato',
  'RegistroEliminato',
  'RegistroConsultato',
  'RegistroTestimoniato',
  'RegistroContraddetto',
  'OrologioFermo',
  'OrologioRegolare',
  'CicloAvvio',
  'CicloArresto',
  'Amministrazione',
] as const;
export type EventName = (typeof EVENTS)[number];

export function isEvent(name: string): name is EventName {
  return EVENTS.some((event) => event === name);
}

const GOOD = new Set(['Accettazione', 'Consegna', 'ConsegnaCasella', 'PresaInCarico']);
const BAD =
  /^(NonAccettazione|MancataConsegna|RilevazioneVirus|ConsegnaImpossibile|SmtpErrore|RicezioneRifiutata|IndiceRifiutato|RegistroContraddetto|OrologioFermo)/;
const WAIT = /^(SmtpRinvio|PreavvisoMancataConsegna|BustaAnomalia|Quarantena|IndiceScaduto|IndiceDivergente)/;

/** How an event is coloured: what went well, what did not, what waits. */
export function eventTone(event: string): 'good' | 'bad' | 'wait' | 'plain' {
  if (GOOD.has(event)) return 'good';
  if (BAD.test(event)) return 'bad';
  return WAIT.test(event) ? 'wait' : 'plain';
}

/** A date and, besides, an hour typed by people in Italy, as ISO 8601 with the offset that held then. */
export function typedInstant(day: string, time: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || !/^(\d\d:\d\d)?$/.test(time)) return undefined;
  const asUtc = Date.parse(`${day}T${time || '00:00'}:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const offset = [60, 120].find((minutes) => offsetAt(asUtc - minutes * 60_000) === minutes) ?? 60;
  return `${day}T${time || '00:00'}:00+0${offset / 60}:00`;
}

const romeClock = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Rome', timeZoneName: 'longOffset' });

/** Minutes before UTC in Rome. */
function offsetAt(instant: number): number {
  const name = romeClock.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, hours = '1', minutes = '0'] = /GMT\+(\d+)(?::(\d+))?/.exec(name) ?? [];
  return Number(hours) * 60 + Number(minutes);
}

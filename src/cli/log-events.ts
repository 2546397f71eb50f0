import type { LogEvent } from '#ports';
import { CliFault, EXIT } from './exit.ts';

/** Every event of the log (spec 15.2), the compiler's word that none is missing. */
const EVENTS: Readonly<Record<LogEvent, true>> = {
  BustaTrasporto: true,
  Accettazione: true,
  NonAccettazione: true,
  NonAccettazioneVirus: true,
  PresaInCarico: true,
  BustaAnomalia: true,
  RilevazioneVirus: true,
  MancataConsegna: true,
  MancataConsegnaVirus: true,
  PreavvisoMancataConsegna: true,
  Consegna: true,
  RicezioneBusta: true,
  RicezioneRicevuta: true,
  RicezioneDuplicato: true,
  RicezioneOrdinaria: true,
  RicezioneRifiutata: true,
  RicezioneNonCorrelata: true,
  RicezioneInChiaro: true,
  RicezioneAnomala: true,
  ConsegnaCasella: true,
  ConsegnaServizio: true,
  ConsegnaImpossibile: true,
  SmtpInoltro: true,
  SmtpRinvio: true,
  SmtpErrore: true,
  Quarantena: true,
  IndiceAggiornato: true,
  IndiceRifiutato: true,
  IndiceScaduto: true,
  IndiceDivergente: true,
  ChiaveUso: true,
  RegistroChiuso: true,
  RegistroMarcato: true,
  RegistroEliminato: true,
  RegistroConsultato: true,
  RegistroTestimoniato: true,
  RegistroContraddetto: true,
  OrologioFermo: true,
  OrologioRegolare: true,
  CicloAvvio: true,
  CicloArresto: true,
  Amministrazione: true,
};

/** The name of an event, in any letter case. A name that the log does not know would match no record, and nobody would say why. */
export function eventOption(text: string | undefined): LogEvent | undefined {
  if (text === undefined) return undefined;
  const events = Object.keys(EVENTS) as LogEvent[];
  const event = events.find((name) => name.toLowerCase() === text.toLowerCase());
  if (event === undefined)
    throw new CliFault(
      `--event ${text}: the log knows no such event; it knows ${events.sort().join(', ')}`,
      EXIT.usage,
    );
  return event;
}

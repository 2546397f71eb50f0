import { Refusal } from '#contract';
import type { LetterFault } from './check-letter.ts';

/** Nothing is sent while there are faults: they are told all together. */
export function notAcceptable(faults: readonly LetterFault[]): Refusal {
  return new Refusal(
    'invalid',
    'not-acceptable',
    {
      it: 'Il messaggio così non sarebbe accettato: non è stato inviato nulla.',
      en: 'The message would not be accepted like this: nothing was sent.',
      de: 'Die Nachricht würde so nicht angenommen: es wurde nichts gesendet.',
    },
    { faults: faults.map(({ code, detail, address }) => ({ at: address ?? '', code, detail })) },
  );
}

export const KEY_REUSED = new Refusal('conflict', 'idempotency-key-reused', {
  it: 'Questa Idempotency-Key è già stata usata per un altro messaggio.',
  en: 'This Idempotency-Key was used for another message.',
  de: 'Dieser Idempotency-Key wurde für eine andere Nachricht verwendet.',
});
export const GONE_ALREADY = new Refusal('conflict', 'gone-already', {
  it: 'Il messaggio è già partito: la posta certificata non si può richiamare.',
  en: 'The message has gone already: certified mail cannot be called back.',
  de: 'Die Nachricht ist schon weg: zertifizierte Post kann nicht zurückgeholt werden.',
});
export const NO_LETTER = new Refusal('conflict', 'not-a-letter', {
  it: 'È stato consegnato già scritto da un programma: non può tornare bozza.',
  en: 'A program handed it in ready-made: it cannot become a draft.',
  de: 'Ein Programm hat sie fertig übergeben: sie kann kein Entwurf werden.',
});
export const DECIDED_ALREADY = new Refusal('conflict', 'decided-already', {
  it: 'Non attende più un’approvazione.',
  en: 'It no longer waits for approval.',
  de: 'Sie wartet nicht mehr auf Freigabe.',
});
export const NOT_AHEAD = new Refusal('invalid', 'not-ahead', {
  it: 'L’ora dell’invio deve essere nel futuro, entro un anno.',
  en: 'The hour of sending must be in the future, within a year.',
  de: 'Der Sendezeitpunkt muss in der Zukunft liegen, innerhalb eines Jahres.',
});

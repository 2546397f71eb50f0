import { Refusal, type Sentence } from '#contract';

export const gone = (what: Sentence): Refusal => new Refusal('not-found', 'not-found', what);

export const NO_DRAFT = gone({
  it: 'Questa bozza non c’è più.',
  en: 'This draft is no longer there.',
  de: 'Dieser Entwurf ist nicht mehr da.',
});
export const NO_UPLOAD = gone({
  it: 'Questo caricamento non c’è, o è scaduto.',
  en: 'There is no such upload, or it has expired.',
  de: 'Diesen Upload gibt es nicht, oder er ist abgelaufen.',
});
export const NO_MESSAGE = gone({
  it: 'Il messaggio non c’è più.',
  en: 'The message is no longer there.',
  de: 'Die Nachricht ist nicht mehr da.',
});
export const NO_PART = gone({
  it: 'Il messaggio non ha questa parte.',
  en: 'The message has no such part.',
  de: 'Die Nachricht hat diesen Teil nicht.',
});
export const NO_OUTGOING = gone({
  it: 'Questo invio non c’è.',
  en: 'There is no such message in the outbox.',
  de: 'Im Postausgang gibt es diese Nachricht nicht.',
});
export const NO_MERGE = gone({
  it: 'Questo invio multiplo non c’è.',
  en: 'There is no such mail merge.',
  de: 'Diesen Serienversand gibt es nicht.',
});

/** The latest version, so that both can be shown side by side, is had by reading it again. */
export const CHANGED = new Refusal('changed', 'changed', {
  it: 'È stato modificato nel frattempo: rileggere l’ultima versione prima di salvare.',
  en: 'It was changed meanwhile: read the latest version before saving.',
  de: 'Es wurde inzwischen geändert: vor dem Speichern die letzte Fassung lesen.',
});

export const TOO_MANY_KEPT = new Refusal('conflict', 'too-many-kept', {
  it: 'La casella ne conserva già il numero massimo: eliminarne qualcuno.',
  en: 'The mailbox keeps the greatest number of them already: remove some.',
  de: 'Das Postfach enthält bereits die höchste Anzahl davon: einige löschen.',
});

export const MAY_NOT_SEND = (why: string) =>
  new Refusal('forbidden', 'may-not-send', {
    it: `Da questa casella ora non si può inviare: ${why}`,
    en: `Nothing can be sent from this mailbox now: ${why}`,
    de: `Von diesem Postfach kann jetzt nicht gesendet werden: ${why}`,
  });

export const NEEDS_APPROVAL = new Refusal('forbidden', 'needs-approval', {
  it: 'Gli invii multipli di chi ha bisogno di un’approvazione li avvia chi può approvare.',
  en: 'Mail merges of who needs approval are started by who may approve.',
  de: 'Serienversand von jemandem, der eine Freigabe braucht, startet, wer freigeben darf.',
});

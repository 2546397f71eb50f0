import { Refusal } from '#contract';

/** What the door itself refuses, before any handler runs. */

export const notSignedIn = () =>
  new Refusal('unknown', 'not-signed-in', {
    it: 'Per questo bisogna accedere.',
    en: 'You must sign in for this.',
    de: 'Dafür müssen Sie sich anmelden.',
  });

export const unconfirmed = () =>
  new Refusal('unconfirmed', 'unconfirmed', {
    it: 'Prima di questo passo bisogna confermare di nuovo la propria identità.',
    en: 'Before this step you must confirm again who you are.',
    de: 'Vor diesem Schritt müssen Sie Ihre Identität erneut bestätigen.',
  });

export const mustEnrol = () =>
  new Refusal('forbidden', 'must-enrol', {
    it: 'Prima bisogna completare la sicurezza dell’accesso: cambio della password iniziale o secondo fattore.',
    en: 'First complete the security of your access: change the first password, or enrol a second factor.',
    de: 'Zuerst ist der Zugang abzusichern: Erstpasswort ändern oder zweiten Faktor einrichten.',
  });

export const foreignPage = () =>
  new Refusal('forbidden', 'csrf', {
    it: 'La richiesta non viene da una pagina di questo servizio. Ricaricare la pagina e riprovare.',
    en: 'The request does not come from a page of this service. Reload the page and try again.',
    de: 'Die Anfrage stammt nicht von einer Seite dieses Dienstes. Seite neu laden und erneut versuchen.',
  });

export const sessionsOnly = () =>
  new Refusal('forbidden', 'sessions-only', {
    it: 'Questa operazione non è aperta ai programmi: si fa accedendo dal browser.',
    en: 'This is not open to programs: it is done by signing in with a browser.',
    de: 'Dies steht Programmen nicht offen: Es geschieht über die Anmeldung im Browser.',
  });

export const scopeMissing = (scope: string) =>
  new Refusal('forbidden', 'scope-missing', {
    it: `Al token manca l’ambito «${scope}».`,
    en: `The token lacks the scope “${scope}”.`,
    de: `Dem Token fehlt der Geltungsbereich „${scope}“.`,
  });

export const roleMissing = () =>
  new Refusal('forbidden', 'role-missing', {
    it: 'Il ruolo con cui si è entrati non consente questa operazione.',
    en: 'Your role does not allow this.',
    de: 'Ihre Rolle erlaubt dies nicht.',
  });

export const levelMissing = () =>
  new Refusal('forbidden', 'level-missing', {
    it: 'In questa casella non si è autorizzati a farlo.',
    en: 'You are not allowed to do this in this mailbox.',
    de: 'In diesem Postfach sind Sie dazu nicht berechtigt.',
  });

/** Not there or not for him: which of both is not told. */
/** What he may do became less, or more, while his answer was being waited for. */
export const rightsChanged = () =>
  new Refusal('conflict', 'changed', {
    it: 'Nel frattempo i permessi in questa casella sono cambiati: ripetere la richiesta.',
    en: 'Meanwhile your rights in this mailbox have changed: ask again.',
    de: 'Inzwischen haben sich Ihre Rechte in diesem Postfach geändert: bitte erneut anfragen.',
  });

export const notThere = () =>
  new Refusal('not-found', 'not-found', {
    it: 'Non esiste, o non è aperto a chi ha fatto l’accesso.',
    en: 'It does not exist, or is not open to you.',
    de: 'Das gibt es nicht, oder es steht Ihnen nicht offen.',
  });

export const tooOften = (waitMs: number) =>
  new Refusal(
    'too-many',
    'too-many',
    {
      it: 'Troppe richieste in poco tempo: riprovare tra poco.',
      en: 'Too many requests in a short time: try again soon.',
      de: 'Zu viele Anfragen in kurzer Zeit: bitte bald erneut versuchen.',
    },
    { retryAfter: Math.ceil(waitMs / 1_000) },
  );

export const tooManyStreams = () =>
  new Refusal(
    'too-many',
    'too-many-streams',
    {
      it: 'Troppi flussi di eventi aperti: chiuderne uno.',
      en: 'Too many event streams are open: close one.',
      de: 'Zu viele Ereignisströme sind geöffnet: Bitte einen schließen.',
    },
    { retryAfter: 30 },
  );

export const invalid = (faults: Refusal['faults']) =>
  new Refusal(
    'invalid',
    'invalid',
    {
      it: 'Qualcosa di ciò che è stato inviato non va: i campi sono indicati.',
      en: 'Something that was sent is not right: the fields are named.',
      de: 'Etwas vom Gesendeten stimmt nicht: Die Felder sind angegeben.',
    },
    { faults },
  );

/** A field of a form that stands there twice means nothing (RFC 6749 3.2, which names the error for its own forms). */
export const writtenTwice = (field: string) => {
  const detail = {
    it: 'Un campo del modulo è scritto più di una volta.',
    en: 'A field of the form is written more than once.',
    de: 'Ein Feld des Formulars steht mehr als einmal da.',
  };
  const faults = [{ at: `body.${field.slice(0, MAX_NAME)}`, code: 'repeated', detail }];
  return new Refusal('invalid', 'invalid_request', detail, { faults, members: { error: 'invalid_request' } });
};
const MAX_NAME = 100;

export const notJson = () =>
  new Refusal('invalid', 'not-json', {
    it: 'Il corpo della richiesta non è JSON valido.',
    en: 'The body of the request is not valid JSON.',
    de: 'Der Inhalt der Anfrage ist kein gültiges JSON.',
  });

export const noBodyWanted = () =>
  new Refusal('invalid', 'no-body-wanted', {
    it: 'Questa richiesta non porta contenuto.',
    en: 'This request has no body.',
    de: 'Diese Anfrage hat keinen Inhalt.',
  });

export const emptyKey = () =>
  new Refusal('invalid', 'idempotency-key-empty', {
    it: 'L’intestazione Idempotency-Key è vuota: non è stato inviato nulla.',
    en: 'The header Idempotency-Key is empty: nothing was sent.',
    de: 'Das Feld Idempotency-Key ist leer: Es wurde nichts gesendet.',
  });

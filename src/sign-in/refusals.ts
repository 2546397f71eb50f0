import { Refusal, type RefusalKind, type Sentence } from '#contract';

const refusal =
  (kind: RefusalKind, code: string, it: string, en: string, de: string, more: { readonly retryAfter?: number } = {}) =>
  (): Refusal =>
    new Refusal(kind, code, { it, en, de } satisfies Sentence, more);

/** What the pages tell who signs in, in his language. A wrong password and a name nobody has are told alike. */
export const refused = {
  credentials: refusal(
    'unknown',
    'wrong-credentials',
    'Nome o password non sono giusti.',
    'Name or password is wrong.',
    'Name oder Passwort ist falsch.',
  ),
  braked: refusal(
    'too-many',
    'too-many-tries',
    'Troppi tentativi sbagliati: riprovare tra dieci minuti.',
    'Too many failed tries: come again in ten minutes.',
    'Zu viele Fehlversuche: in zehn Minuten erneut versuchen.',
    { retryAfter: 600 },
  ),
  closed: refusal(
    'forbidden',
    'closed',
    'Questa casella è chiusa.',
    'This account is closed.',
    'Dieses Konto ist geschlossen.',
  ),
  appPassword: refusal(
    'forbidden',
    'application-password',
    'Questa è una password per programmi di posta: qui serve la propria.',
    'This is a password for mail programs: sign in with your own.',
    'Das ist ein Passwort für Mailprogramme: hier gilt das eigene.',
  ),
  noGrant: refusal(
    'forbidden',
    'not-open',
    'Questa casella non è aperta a Lei.',
    'This mailbox is not open to you.',
    'Dieses Postfach ist für Sie nicht geöffnet.',
  ),
  challenge: refusal(
    'invalid',
    'challenge-over',
    'La richiesta è scaduta o già usata: ricominciare.',
    'This request is over or was used already: begin again.',
    'Diese Anfrage ist abgelaufen oder schon verwendet: neu beginnen.',
  ),
  factor: refusal('invalid', 'wrong-factor', 'Il codice non è giusto.', 'The code is wrong.', 'Der Code ist falsch.'),
  passkey: refusal(
    'invalid',
    'wrong-passkey',
    'Questa passkey non è riconosciuta.',
    'This passkey is not recognised.',
    'Dieser Passkey wird nicht erkannt.',
  ),
  password: refusal(
    'invalid',
    'wrong-password',
    'La password attuale non è giusta.',
    'The current password is wrong.',
    'Das aktuelle Passwort ist falsch.',
  ),
  factorNeeded: refusal(
    'invalid',
    'second-factor-needed',
    'Serve il secondo fattore.',
    'The second factor is needed.',
    'Der zweite Faktor ist erforderlich.',
  ),
  noFactor: refusal(
    'conflict',
    'no-such-factor',
    'Questo fattore non è attivo.',
    'This factor is not set up.',
    'Dieser Faktor ist nicht eingerichtet.',
  ),
  factorRequired: refusal(
    'conflict',
    'second-factor-required',
    'Un secondo fattore è obbligatorio: aggiungerne un altro prima di togliere questo.',
    'A second factor is required: add another one before removing this.',
    'Ein zweiter Faktor ist vorgeschrieben: vor dem Entfernen einen anderen hinzufügen.',
  ),
  tooMany: refusal(
    'conflict',
    'too-many',
    'Ce ne sono già troppi: toglierne prima alcuni.',
    'There are too many already: remove some first.',
    'Es gibt schon zu viele: zuerst einige entfernen.',
  ),
  gone: refusal('not-found', 'not-there', 'Non esiste più.', 'It is not there.', 'Das gibt es nicht.'),
  weakPassword: refusal(
    'invalid',
    'weak-password',
    "La nuova password dev'essere diversa dalla precedente, non contenere il nome e non ripetere pochi segni.",
    'The new password must differ from the old one, not hold your name and not repeat a few signs.',
    'Das neue Passwort muss sich vom alten unterscheiden, darf den Namen nicht enthalten und nicht wenige Zeichen wiederholen.',
  ),
  noMailbox: refusal(
    'conflict',
    'no-mailbox',
    'Non ha una casella propria.',
    'You have no mailbox of your own.',
    'Sie haben kein eigenes Postfach.',
  ),
  operatorOnly: refusal(
    'forbidden',
    'operator-only',
    'Può sbloccarla solo il gestore: lo contatti.',
    'Only the provider can release it: please get in touch.',
    'Nur der Anbieter kann es freigeben: bitte melden Sie sich dort.',
  ),
  busy: refusal(
    'changed',
    'busy',
    'In questo momento su questo accesso si stanno facendo altre modifiche: riprovare.',
    'Other changes are being made to this account at this moment: try again.',
    'An diesem Zugang wird gerade anderes geändert: Versuchen Sie es noch einmal.',
  ),
  link: refusal(
    'not-found',
    'link-over',
    'Questo collegamento è scaduto o già usato: chiederne un altro.',
    'This link is over or was used already: ask for another one.',
    'Dieser Link ist abgelaufen oder schon verwendet: einen neuen anfordern.',
  ),
} as const;

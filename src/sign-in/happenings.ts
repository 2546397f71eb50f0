import type { Language, Sentence } from '#contract';

/** What happens to somebody's access, as he reads it later; `{about}` and `{device}` are filled in. */
export const HAPPENINGS = {
  'new-device': {
    it: 'Accesso da un dispositivo nuovo: {device} ({about})',
    en: 'Sign-in from a new device: {device} ({about})',
    de: 'Anmeldung von einem neuen Gerät: {device} ({about})',
  },
  'password-changed': { it: 'Password cambiata', en: 'Password changed', de: 'Passwort geändert' },
  'first-password': {
    it: 'Password scelta con il collegamento del gestore',
    en: "Password chosen with the provider's link",
    de: 'Passwort über den Link des Anbieters gewählt',
  },
  'totp-added': { it: 'Autenticatore aggiunto', en: 'Authenticator added', de: 'Authenticator hinzugefügt' },
  'totp-removed': { it: 'Autenticatore rimosso', en: 'Authenticator removed', de: 'Authenticator entfernt' },
  'passkey-added': {
    it: 'Passkey aggiunta: {about}',
    en: 'Passkey added: {about}',
    de: 'Passkey hinzugefügt: {about}',
  },
  'passkey-removed': {
    it: 'Passkey rimossa: {about}',
    en: 'Passkey removed: {about}',
    de: 'Passkey entfernt: {about}',
  },
  'recovery-code-used': {
    it: 'Codice di recupero usato: ne restano {about}',
    en: 'Recovery code used: {about} left',
    de: 'Wiederherstellungscode verwendet: {about} übrig',
  },
  'recovery-codes-made': {
    it: 'Nuovi codici di recupero',
    en: 'New recovery codes',
    de: 'Neue Wiederherstellungscodes',
  },
  'recovery-codes-ended': {
    it: 'I codici di recupero non valgono più: il gestore ha cambiato la chiave con cui li riconosce',
    en: 'The recovery codes are no longer good: the provider changed the key it knows them by',
    de: 'Die Wiederherstellungscodes gelten nicht mehr: der Anbieter hat seinen Schlüssel dafür gewechselt',
  },
  'totp-lost': {
    it: 'Il gestore ha perso la chiave che custodiva l’autenticatore: va registrato di nuovo',
    en: 'The provider lost the key that kept the authenticator: it must be registered again',
    de: 'Der Anbieter hat den Schlüssel verloren, der den Authenticator verwahrte: er muss neu registriert werden',
  },
  'codes-guessed': {
    it: 'Molti codici sbagliati dopo una password giusta ({about}): la password è forse nota ad altri',
    en: 'Many wrong codes after a right password ({about}): somebody else may know the password',
    de: 'Viele falsche Codes nach richtigem Passwort ({about}): das Passwort kennt vielleicht jemand anderes',
  },
  'factors-reset': {
    it: 'Secondo fattore azzerato dal gestore',
    en: 'Second factor reset by the provider',
    de: 'Zweiter Faktor vom Anbieter zurückgesetzt',
  },
  'app-password-made': {
    it: 'Password per programmi creata: {about}',
    en: 'Application password made: {about}',
    de: 'Anwendungspasswort erstellt: {about}',
  },
  'app-password-revoked': {
    it: 'Password per programmi revocata: {about}',
    en: 'Application password revoked: {about}',
    de: 'Anwendungspasswort widerrufen: {about}',
  },
  'token-made': {
    it: 'Token o client per programmi creato: {about}',
    en: 'Token or client for programs made: {about}',
    de: 'Token oder Client für Programme erstellt: {about}',
  },
  'webhook-made': {
    it: 'Webhook creato: quanto accade alla casella viene comunicato a {about}',
    en: 'Webhook made: what happens to the mailbox is told to {about}',
    de: 'Webhook erstellt: was im Postfach geschieht, wird {about} mitgeteilt',
  },
  frozen: { it: 'Invio fermato', en: 'Sending stopped', de: 'Versand angehalten' },
  'frozen-by-brake': {
    it: "Invio fermato dal gestore: {about} messaggi in un'ora",
    en: 'Sending stopped by the provider: {about} messages in an hour',
    de: 'Versand vom Anbieter angehalten: {about} Nachrichten in einer Stunde',
  },
  'frozen-by-operator': {
    it: 'Invio fermato dal gestore',
    en: 'Sending stopped by the provider',
    de: 'Versand vom Anbieter angehalten',
  },
  unfrozen: { it: 'Invio di nuovo possibile', en: 'Sending goes on', de: 'Versand wieder möglich' },
  'notice-addresses': {
    it: 'Indirizzi per gli avvisi di sicurezza cambiati',
    en: 'Addresses for security notices changed',
    de: 'Adressen für Sicherheitshinweise geändert',
  },
  'sessions-ended': { it: 'Altre sessioni chiuse', en: 'Other sessions ended', de: 'Andere Sitzungen beendet' },
} as const satisfies Readonly<Record<string, Sentence>>;
export type HappeningKind = keyof typeof HAPPENINGS;

const isKnown = (kind: string): kind is HappeningKind => Object.hasOwn(HAPPENINGS, kind);

/** One line for people; what an older version wrote stands as it is. */
export function describeHappening(
  {
    kind,
    about = '',
    device = '',
  }: { readonly kind: string; readonly about?: string | undefined; readonly device?: string | undefined },
  language: Language,
): string {
  if (!isKnown(kind)) return kind;
  return HAPPENINGS[kind][language].replace('{about}', () => about).replace('{device}', () => device);
}

const ADVICE: Sentence = {
  it: `Se non è stato Lei: fermi subito l'invio da Sicurezza nella webmail, cambi la password
e avvisi il gestore.`,
  en: `If it was not you: stop sending at once under Security in the webmail, change your
password and tell the provider.`,
  de: `Falls Sie es nicht waren: halten Sie den Versand in der Webmail unter Sicherheit
sofort an, ändern Sie das Passwort und benachrichtigen Sie den Anbieter.`,
};

/** Of some happenings, what is to be done when it was he himself. */
const HINTS: { readonly [K in HappeningKind]?: Sentence } = {
  'frozen-by-brake': {
    it: `Ne sono partiti molti più del solito, come fa chi ruba una casella. Ricezione e lettura
continuano. Se era Lei: nella webmail, Sicurezza, si riprende l'invio.`,
    en: `That is far more than usual, as thieves of mailboxes do it. Receiving and reading go on.
If it was you: in the webmail, under Security, sending is resumed.`,
    de: `Das sind weit mehr als üblich, wie es Diebe von Postfächern tun. Empfang und Lesen gehen
weiter. Falls Sie es waren: in der Webmail unter Sicherheit wird der Versand freigegeben.`,
  },
};

const SUBJECT: Sentence = {
  it: 'Avviso di sicurezza: {what}',
  en: 'Security notice: {what}',
  de: 'Sicherheitshinweis: {what}',
};

const OPENING: Sentence = {
  it: "Sull'accesso {login} è successo questo, {when}:",
  en: 'This happened to the account {login}, {when}:',
  de: 'Beim Zugang {login} ist Folgendes geschehen, {when}:',
};

export interface NoticeFacts {
  readonly kind: HappeningKind;
  readonly login: string;
  /** In legal time, for people. */
  readonly when: string;
  readonly about?: string | undefined;
  device(language: Language): string;
}

/** The letter about it. Nothing a stranger wrote stands in its subject; no link: letters that ask to click are what thieves send. */
export function noticeOf({ kind, login, when, about, device }: NoticeFacts): {
  readonly subject: Sentence;
  readonly text: Sentence;
} {
  const subject = (language: Language) => {
    const what = describeHappening({ kind, about: '…', device: '' }, language)
      .replace(/[:(].*$/s, '')
      .trim();
    // Where nouns have capitals of their own they keep them.
    const inside = language === 'de' ? what : what.charAt(0).toLowerCase() + what.slice(1);
    return SUBJECT[language].replace('{what}', () => inside);
  };
  const text = (language: Language) => {
    const opening = OPENING[language].replace('{login}', () => login).replace('{when}', () => when);
    const line = describeHappening({ kind, about, device: device(language) }, language);
    const hint = HINTS[kind] === undefined ? '' : `\n\n${HINTS[kind][language]}`;
    return `${opening}\n\n  ${line}${hint}\n\n${ADVICE[language]}`;
  };
  return {
    subject: { it: subject('it'), en: subject('en'), de: subject('de') },
    text: { it: text('it'), en: text('en'), de: text('de') },
  };
}

import type { Translated } from './texts.ts';
import type { it } from './texts-it.ts';

export const de: Translated<typeof it> = {
  app: {
    name: 'Ceralacca',
    skip: 'Zum Inhalt springen',
    test: 'Testumgebung',
    testLong: 'Testumgebung: Die Nachrichten, die Sie hier sehen, haben keinerlei rechtliche Wirkung.',
    language: 'Sprache',
    account: 'Ihr Zugang',
    signOut: 'Abmelden',
    menu: 'Menü',
  },
  languages: { it: 'Italiano', en: 'English', de: 'Deutsch' },
  actions: {
    close: 'Schließen',
    cancel: 'Abbrechen',
    confirm: 'Bestätigen',
    retry: 'Erneut versuchen',
    undo: 'Rückgängig machen',
    save: 'Speichern',
    back: 'Zurück',
    more: 'Weitere Aktionen',
    clear: 'Löschen',
    showPassword: 'Passwort anzeigen',
    hidePassword: 'Passwort verbergen',
  },
  states: {
    loading: 'Einen Moment…',
    optional: 'freiwillig',
    required: 'erforderlich',
    failed: 'Etwas hat nicht funktioniert',
  },
  faults: {
    network: 'Der Server antwortet nicht. Prüfen Sie die Verbindung: Was Sie geschrieben haben, ist nicht verloren.',
    'not-found': 'Nicht mehr vorhanden oder nicht für Sie bestimmt.',
    forbidden: 'Ihr Zugang erlaubt das nicht.',
    changed: 'Inzwischen hat jemand anderes es geändert. Laden Sie neu und versuchen Sie es noch einmal.',
    conflict: 'Beim jetzigen Stand ist das nicht möglich.',
    invalid: 'Etwas muss berichtigt werden.',
    'too-large': 'Das ist zu groß.',
    'too-many': 'Zu viele Anfragen in kurzer Zeit. Warten Sie einen Moment und versuchen Sie es erneut.',
    'not-now': 'Das ist im Moment nicht möglich. Versuchen Sie es in Kürze erneut.',
    unknown: 'Ihre Sitzung ist beendet. Melden Sie sich erneut an.',
    unconfirmed: 'Ihre Identität muss bestätigt werden.',
    broken: 'Der Server hat unerwartet geantwortet.',
  },
  paging: { label: 'Seiten', previous: 'Vorige Seite', next: 'Nächste Seite', more: 'Mehr anzeigen' },
  shortcuts: {
    title: 'Tastenkürzel',
    none: 'Auf dieser Seite gibt es keine.',
    general: 'Allgemein',
    show: 'Diese Liste zeigen',
    followedBy: 'dann',
  },
  stepUp: {
    title: 'Bestätigen Sie, dass Sie es sind',
    why: 'Was Sie vorhaben, ist heikel. Bestätigen Sie es mit dem Code Ihrer App oder, ohne zweiten Faktor, mit dem Passwort.',
    code: '6-stelliger Code',
    password: 'Passwort',
    usePassword: 'Passwort verwenden',
    noPasskey: 'Der Passkey lässt sich auf diesem Gerät oder unter dieser Adresse nicht verwenden.',
    useCode: 'Code verwenden',
    usePasskey: 'Passkey verwenden',
    wrong: 'Das stimmt nicht. Versuchen Sie es erneut.',
  },
  table: { empty: 'Keine Zeilen.', sort: 'Nach {{column}} ordnen' },
  live: { lost: 'Verbindung unterbrochen: Neues kommt, sobald sie wieder steht.' },
  identity: {
    'identity-over': 'Die Anfrage ist abgelaufen: beginnen Sie neu.',
    'identity-refused':
      'Die Identität wurde nicht bestätigt: der Vorgang wurde abgebrochen, oder der Anbieter hat Sie nicht erkannt. Sie können es erneut versuchen oder sich anders anmelden.',
    'identity-weak':
      'Diese Identität hat Stufe 1: für ein zertifiziertes Postfach braucht es Stufe 2 (mit Telefon oder Karte).',
    'identity-unavailable': 'Der Identitätsanbieter antwortet gerade nicht: versuchen Sie es in Kürze wieder.',
    'identity-unknown': 'Mit dieser Identität gibt es hier kein aktives Postfach.',
    'identity-other': 'Die Identität gehört jemand anderem, nicht der Person, die den Antrag gestellt hat.',
    'identity-credentials':
      'Die Zugangsdaten waren falsch: der Identitätsanbieter hat Sie nicht erkannt. Sie können es erneut versuchen.',
    'identity-late': 'Die Bestätigung hat zu lange gedauert: beginnen Sie neu.',
    'identity-consent':
      'Sie haben der Weitergabe Ihrer Daten nicht zugestimmt: ohne sie kann die Identität nicht bestätigt werden.',
    'identity-blocked':
      'Ihre digitale Identität ist ausgesetzt, widerrufen oder gesperrt: wenden Sie sich an Ihren Identitätsanbieter.',
    'identity-cancelled': 'Die Anmeldung wurde abgebrochen. Sie können es erneut versuchen oder sich anders anmelden.',
  },
  left: {
    ovunque: 'Sie sind abgemeldet, auch beim Identitätsanbieter.',
    qui: 'Sie sind vom Postfach abgemeldet. Der Identitätsanbieter hat die Abmeldung nicht bestätigt: schließen Sie den Browser, wenn der Computer nicht Ihnen gehört.',
    no: 'Die Abmeldeanfrage ist ungültig: keine Sitzung wurde beendet.',
  },
};

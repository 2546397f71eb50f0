import { Refusal, type Sentence } from '#contract';
import type { TaxCodeFault } from './tax-code.ts';

export type Fault = Refusal['faults'][number];

const FAULTS = {
  needed: { it: 'Va indicato.', en: 'It is needed.', de: 'Wird gebraucht.' },
  shape: { it: 'Non è un codice fiscale.', en: 'It is no tax code.', de: 'Keine Steuernummer.' },
  check: {
    it: 'Il carattere di controllo non torna: c’è un errore di battitura.',
    en: 'The check sign does not fit: something was mistyped.',
    de: 'Das Prüfzeichen stimmt nicht: ein Tippfehler.',
  },
  'birth-date': {
    it: 'Non corrisponde al codice fiscale.',
    en: 'It does not fit the tax code.',
    de: 'Passt nicht zur Steuernummer.',
  },
  'birth-place': {
    it: 'Non corrisponde al codice fiscale.',
    en: 'It does not fit the tax code.',
    de: 'Passt nicht zur Steuernummer.',
  },
  sex: {
    it: 'Non corrisponde al codice fiscale.',
    en: 'It does not fit the tax code.',
    de: 'Passt nicht zur Steuernummer.',
  },
  'family-name': {
    it: 'Non corrisponde al codice fiscale.',
    en: 'It does not fit the tax code.',
    de: 'Passt nicht zur Steuernummer.',
  },
  'given-name': {
    it: 'Non corrisponde al codice fiscale.',
    en: 'It does not fit the tax code.',
    de: 'Passt nicht zur Steuernummer.',
  },
  minor: {
    it: 'La casella è per chi ha compiuto 18 anni.',
    en: 'Mailboxes are for people of age (18).',
    de: 'Postfächer sind für Volljährige (18).',
  },
  'not-born': { it: 'È nel futuro.', en: 'It is still to come.', de: 'Liegt in der Zukunft.' },
  'permit-expired': {
    it: 'Il permesso di soggiorno è scaduto.',
    en: 'The permit has expired.',
    de: 'Die Aufenthaltserlaubnis ist abgelaufen.',
  },
  'vat-number': {
    it: 'La partita IVA non torna: c’è un errore di battitura.',
    en: 'The VAT number does not fit: something was mistyped.',
    de: 'Die MwSt.-Nummer stimmt nicht: ein Tippfehler.',
  },
  'ipa-unknown': {
    it: 'Non c’è nell’indice delle pubbliche amministrazioni (IPA).',
    en: 'It is not in the index of public bodies (IPA).',
    de: 'Nicht im Verzeichnis der öffentlichen Verwaltungen (IPA).',
  },
  'ipa-other-tax-code': {
    it: 'L’IPA indica per questo ente un altro codice fiscale.',
    en: 'The IPA has another tax code for this body.',
    de: 'Das IPA hat für diese Körperschaft eine andere Steuernummer.',
  },
} as const satisfies Record<string, Sentence>;

export type FaultCode = keyof typeof FAULTS;

export const fault = (at: string, code: FaultCode): Fault => ({ at, code, detail: FAULTS[code] });

const FIELDS: Readonly<Record<TaxCodeFault, string>> = {
  shape: 'taxCode',
  check: 'taxCode',
  'birth-date': 'birthDate',
  'birth-place': 'birthPlaceCode',
  sex: 'sex',
  'family-name': 'familyName',
  'given-name': 'givenName',
};

export const ofTaxCode = (code: TaxCodeFault): Fault => fault(FIELDS[code], code);

export const invalid = (faults: readonly Fault[]) =>
  new Refusal(
    'invalid',
    'applicant',
    {
      it: 'Alcuni dati non vanno bene: sono indicati uno per uno.',
      en: 'Some of this is not right: each is named.',
      de: 'Einige Angaben stimmen nicht: sie sind einzeln genannt.',
    },
    { faults },
  );

const SENTENCES = {
  'not-found': {
    it: 'La richiesta non c’è, o la chiave non è la sua.',
    en: 'There is no such request, or this is not its key.',
    de: 'Keine solche Anfrage, oder dies ist nicht ihr Schlüssel.',
  },
  closed: {
    it: 'Qui non si chiedono caselle: rivolgersi al gestore.',
    en: 'Mailboxes are not asked for here: turn to the provider.',
    de: 'Hier werden keine Postfächer beantragt: bitte an den Anbieter wenden.',
  },
  over: {
    it: 'La richiesta è già conclusa.',
    en: 'The request is over already.',
    de: 'Die Anfrage ist bereits abgeschlossen.',
  },
  'not-identified': {
    it: 'Prima va provato chi è: di persona o con l’identità digitale.',
    en: 'First it must be proved who he is: in person or by digital identity.',
    de: 'Zuerst muss die Identität nachgewiesen werden: persönlich oder digital.',
  },
  'terms-needed': {
    it: 'Prima vanno accettate le condizioni in vigore.',
    en: 'First the terms in force must be accepted.',
    de: 'Zuerst müssen die geltenden Bedingungen angenommen werden.',
  },
  'address-needed': {
    it: 'Prima va scelto l’indirizzo.',
    en: 'First an address must be chosen.',
    de: 'Zuerst muss eine Adresse gewählt werden.',
  },
  'other-terms': {
    it: 'Le condizioni sono cambiate: rileggerle.',
    en: 'The terms have changed: read them again.',
    de: 'Die Bedingungen haben sich geändert: bitte neu lesen.',
  },
  'other-person': {
    it: 'L’identità digitale è di un’altra persona: il codice fiscale non è quello della richiesta.',
    en: 'The digital identity is another person’s: its tax code is not that of the request.',
    de: 'Die digitale Identität gehört einer anderen Person: andere Steuernummer als in der Anfrage.',
  },
  'weak-identity': {
    it: 'Serve un’identità digitale di livello 2 almeno.',
    en: 'A digital identity of level 2 at least is needed.',
    de: 'Eine digitale Identität mindestens der Stufe 2 wird gebraucht.',
  },
  'document-expired': {
    it: 'Il documento è scaduto.',
    en: 'The document has expired.',
    de: 'Das Dokument ist abgelaufen.',
  },
  'tax-code': {
    it: 'Il codice fiscale non torna: c’è un errore di battitura.',
    en: 'The tax code does not fit: something was mistyped.',
    de: 'Die Steuernummer stimmt nicht: ein Tippfehler.',
  },
  'other-tax-code': {
    it: 'L’indirizzo è stato di qualcun altro, e si riassegna solo allo stesso codice fiscale.',
    en: 'The address was somebody else’s, and is given again only to the same tax code.',
    de: 'Die Adresse gehörte jemand anderem und wird nur derselben Steuernummer neu zugewiesen.',
  },
  held: {
    it: 'Il titolare della casella è già registrato.',
    en: 'The holder of this mailbox is written down already.',
    de: 'Der Inhaber dieses Postfachs ist bereits eingetragen.',
  },
  'address-not-free': {
    it: 'L’indirizzo non è libero.',
    en: 'The address is not free.',
    de: 'Die Adresse ist nicht frei.',
  },
  busy: {
    it: 'Nel frattempo è cambiato qualcosa: riprovare.',
    en: 'Something changed meanwhile: try again.',
    de: 'Inzwischen hat sich etwas geändert: bitte noch einmal versuchen.',
  },
} as const satisfies Record<string, Sentence>;

const KINDS: Partial<Record<keyof typeof SENTENCES, Refusal['kind']>> = {
  'not-found': 'not-found',
  closed: 'forbidden',
  'other-person': 'forbidden',
  'weak-identity': 'forbidden',
  'other-tax-code': 'forbidden',
  'tax-code': 'invalid',
  'document-expired': 'invalid',
  busy: 'changed',
};

export const refuse = (code: keyof typeof SENTENCES): Refusal =>
  new Refusal(KINDS[code] ?? 'conflict', code, SENTENCES[code]);

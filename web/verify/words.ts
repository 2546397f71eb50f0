import type { Words } from '#evidence';
import { inGerman } from './german.ts';

export const LANGUAGES = ['it', 'en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Words in the language that the person reads. */
export function inLanguage(words: Words, language: Language): string {
  return language === 'de' ? inGerman(words) : words[language];
}

/** Everything the page itself says; what the judges say comes from them. */
export const WORDS = {
  title: { it: 'Verifica di posta certificata', en: 'Verification of certified mail' },
  lead: {
    it: 'Trascini qui un fascicolo (.zip), un estratto del registro o un messaggio PEC (.eml). Tutto resta su questo computer: la pagina non usa la rete.',
    en: 'Drop a dossier (.zip), an extract of the log or a PEC message (.eml) here. Everything stays on this computer: the page uses no network.',
  },
  leadServed: {
    it: 'Trascini qui un fascicolo (.zip), un estratto del registro o un messaggio PEC (.eml). Il file resta su questo computer: nulla viene inviato.',
    en: 'Drop a dossier (.zip), an extract of the log or a PEC message (.eml) here. The file stays on this computer: nothing is sent.',
  },
  home: { it: 'Pagine del gestore', en: 'The provider’s pages' },
  reading: { it: 'Lettura del file', en: 'Reading the file' },
  choose: { it: 'Scegli un file', en: 'Choose a file' },
  dropHere: { it: 'oppure lo trascini in questo riquadro', en: 'or drop it in this box' },
  working: { it: 'Sto verificando…', en: 'Verifying…' },
  language: { it: 'Lingua', en: 'Language' },
  print: { it: 'Stampa', en: 'Print' },
  trust: { it: 'Di chi si fida', en: 'Whom you trust' },
  trustLead: {
    it: 'Una firma vale se conduce a un’autorità di cui lei si fida. Aggiunga i certificati radice (PEM), avuti per altra via.',
    en: 'A signature is worth something when it leads to an authority you trust. Add root certificates (PEM) that you got by another way.',
  },
  noTrust: {
    it: 'Nessuna autorità: chi ha firmato non viene giudicato.',
    en: 'No authority: who signed is not judged.',
  },
  builtIn: { it: 'compresa nella pagina', en: 'built into the page' },
  addTrust: { it: 'Aggiungi un certificato radice', en: 'Add a root certificate' },
  remove: { it: 'Togli', en: 'Remove' },
  noCertificate: { it: 'Nel file non c’è nessun certificato.', en: 'There is no certificate in the file.' },
  at: { it: 'Giudica alla data', en: 'Judge as of' },
  atNow: { it: 'oggi, se resta vuoto', en: 'today, when left empty' },
  facts: { it: 'Il messaggio', en: 'The message' },
  recipients: { it: 'I destinatari', en: 'The recipients' },
  timeline: { it: 'Che cosa è accaduto', en: 'What happened' },
  links: { it: 'Gli anelli della prova', en: 'The links of the proof' },
  certificates: { it: 'I certificati', en: 'The certificates' },
  files: { it: 'I file', en: 'The files' },
  again: { it: 'Verifica un altro file', en: 'Verify another file' },
  tooLarge: { it: 'Il file è troppo grande per questa pagina.', en: 'The file is too large for this page.' },
  failed: { it: 'Il file non si può leggere.', en: 'The file cannot be read.' },
  test: { it: 'Messaggio di prova: nessun valore legale.', en: 'Test message: no legal value.' },
  judgedAt: { it: 'Giudicato alla data', en: 'Judged as of' },
  ok: { it: 'Regge', en: 'Holds' },
  broken: { it: 'Spezzato', en: 'Broken' },
  'not-judged': { it: 'Non giudicato', en: 'Not judged' },
  shown: { it: 'e altri', en: 'and more' },
  valid: { it: 'valido dal {from} al {to}', en: 'valid from {from} to {to}' },
  foot: {
    it: 'Questa pagina non ricorda nulla e non invia nulla. Non dà consulenza legale: dice se le prove reggono.',
    en: 'This page remembers nothing and sends nothing. It gives no legal advice: it says whether the proofs hold.',
  },
} as const satisfies Readonly<Record<string, Words>>;

export const HEADLINES = {
  dossier: {
    holds: { it: 'Il fascicolo regge', en: 'The dossier holds' },
    broken: { it: 'Il fascicolo non regge', en: 'The dossier does not hold' },
    undecided: {
      it: 'Il fascicolo è intero, ma non tutto è giudicato',
      en: 'The dossier is whole, but not all is judged',
    },
  },
  extract: {
    holds: { it: 'L’estratto del registro regge', en: 'The extract of the log holds' },
    broken: { it: 'L’estratto del registro non regge', en: 'The extract of the log does not hold' },
    undecided: {
      it: 'L’estratto è intero, ma non tutto è giudicato',
      en: 'The extract is whole, but not all is judged',
    },
  },
  message: {
    holds: { it: 'Il messaggio è autentico', en: 'The message is authentic' },
    broken: { it: 'Il messaggio non è una prova valida', en: 'The message is no valid proof' },
    undecided: { it: 'La firma regge, ma non si sa di chi è', en: 'The signature holds, but whose it is is not known' },
  },
  proof: {
    holds: { it: 'La prova del registro regge', en: 'The proof of the log holds' },
    broken: { it: 'La prova del registro non regge', en: 'The proof of the log does not hold' },
    undecided: { it: 'La prova va giudicata con la ricevuta', en: 'The proof is to be judged with its receipt' },
  },
  attestation: {
    holds: { it: 'L’attestazione del registro regge', en: 'The attestation of the log holds' },
    broken: { it: 'L’attestazione non regge', en: 'The attestation does not hold' },
    undecided: { it: 'L’attestazione non è del tutto giudicata', en: 'The attestation is not judged in full' },
  },
  other: {
    holds: { it: 'Questo file non è posta certificata', en: 'This file is no certified mail' },
    broken: { it: 'Questo file non è posta certificata', en: 'This file is no certified mail' },
    undecided: { it: 'Questo file non è posta certificata', en: 'This file is no certified mail' },
  },
} as const;

/** Of what no provider made: the person chose another file than the one that proves something. */
export const OTHER_ADVICE: Words = {
  it: 'Nessun gestore lo ha firmato, e da solo non prova nulla. Scelga il messaggio come è arrivato nella casella PEC (la busta o la ricevuta, salvata come .eml), un fascicolo o un estratto.',
  en: 'No provider signed it, and by itself it proves nothing. Choose the message as it came into the PEC mailbox (the envelope or the receipt, saved as .eml), a dossier or an extract.',
};

export const ADVICE = {
  holds: {
    it: 'Ogni anello giudicato regge: ciò che è scritto qui è ciò che fu certificato.',
    en: 'Every link that was judged holds: what stands here is what was certified.',
  },
  broken: {
    it: 'Almeno un anello è spezzato: qui sotto si vede quale e perché.',
    en: 'At least one link is broken: below you see which and why.',
  },
  undecided: {
    it: 'Nulla è spezzato. Per un giudizio intero indichi di quali autorità si fida.',
    en: 'Nothing is broken. For a full judgement say which authorities you trust.',
  },
} as const satisfies Readonly<Record<string, Words>>;

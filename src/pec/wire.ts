/**
 * Every Italian word that stands on the wire: header names and values, subject prefixes, attachment names, XML names.
 * The readable sentences of the templates stand in texts.ts. GLOSSARY.md is made from this file.
 */

/** Header vocabulary (RFC 6109 appendix A; spec 4.1). */
export const HEADER = {
  /** Which receipt or notice this is. */
  ricevuta: 'X-Ricevuta',
  /** Which envelope this is. */
  trasporto: 'X-Trasporto',
  /** Which delivery receipt the sender asks for. */
  tipoRicevuta: 'X-TipoRicevuta',
  /** The client's own Message-ID. */
  riferimento: 'X-Riferimento-Message-ID',
  /** Says that a notice is about a virus. */
  verificaSicurezza: 'X-VerificaSicurezza',
  /** The original sender, on a virus-detection notice. */
  mittente: 'X-Mittente',
} as const;

/** Values of X-Trasporto (spec 4.1). */
export const TRASPORTO = {
  /** The transport envelope. */
  postaCertificata: 'posta-certificata',
  /** The anomaly envelope. */
  errore: 'errore',
} as const;

/** Values of X-Ricevuta (spec 4.1), each with the `tipo` of daticert: they are the same words. */
export const RICEVUTA = {
  accettazione: 'accettazione',
  nonAccettazione: 'non-accettazione',
  presaInCarico: 'presa-in-carico',
  avvenutaConsegna: 'avvenuta-consegna',
  erroreConsegna: 'errore-consegna',
  preavvisoErroreConsegna: 'preavviso-errore-consegna',
  rilevazioneVirus: 'rilevazione-virus',
} as const;

export type RicevutaValue = (typeof RICEVUTA)[keyof typeof RICEVUTA];

/** The only value of X-VerificaSicurezza. */
export const VERIFICA_SICUREZZA_ERRORE = 'errore';

/** Values of X-TipoRicevuta; anything else counts as the first (RFC 6109 3.3.2.1; spec 6.5). */
export const RECEIPT_TYPES = ['completa', 'breve', 'sintetica'] as const;

/** Subject prefixes, each with its final blank (spec 4.2). */
export const PREFIX = {
  accettazione: 'ACCETTAZIONE: ',
  nonAccettazione: 'AVVISO DI NON ACCETTAZIONE: ',
  nonAccettazioneVirus: 'AVVISO DI NON ACCETTAZIONE PER VIRUS: ',
  postaCertificata: 'POSTA CERTIFICATA: ',
  presaInCarico: 'PRESA IN CARICO: ',
  anomalia: 'ANOMALIA MESSAGGIO: ',
  rilevazioneVirus: 'PROBLEMA DI SICUREZZA: ',
  mancataConsegnaVirus: 'AVVISO DI MANCATA CONSEGNA PER VIRUS: ',
  superamentoTempo: 'AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO: ',
  consegna: 'CONSEGNA: ',
  mancataConsegna: 'AVVISO DI MANCATA CONSEGNA: ',
} as const;

/** Display name of an envelope's From, before the sender's address (DM annex 6.3.4; spec 3.3). */
export const PER_CONTO_DI = 'Per conto di: ';
/** Display names accepted on reading: the Italian one and the RFC's translation (spec 9.4, 20). */
export const PER_CONTO_DI_READ = ['per conto di:', 'on behalf of:'] as const;

/** Names of the parts (spec 5.3). */
export const PART = { daticert: 'daticert.xml', postacert: 'postacert.eml', signature: 'smime.p7s' } as const;

/** Suffix of a part replaced by its hash in the breve copy (RFC 6109 3.3.2.2), and the name of an unnamed attached message. */
export const HASH_SUFFIX = '.hash';
export const UNNAMED_ATTACHED_MESSAGE = 'messaggio.eml';

/** Local part of every provider's service address (spec 3.2). */
export const SERVICE_LOCAL_PART = 'posta-certificata';

/** Element and attribute names of daticert.xml (spec 6.1). */
export const XML = {
  root: 'postacert',
  tipo: 'tipo',
  errore: 'errore',
  intestazione: 'intestazione',
  mittente: 'mittente',
  destinatari: 'destinatari',
  risposte: 'risposte',
  oggetto: 'oggetto',
  dati: 'dati',
  gestoreEmittente: 'gestore-emittente',
  data: 'data',
  zona: 'zona',
  giorno: 'giorno',
  ora: 'ora',
  identificativo: 'identificativo',
  msgid: 'msgid',
  ricevuta: 'ricevuta',
  consegna: 'consegna',
  ricezione: 'ricezione',
  erroreEsteso: 'errore-esteso',
} as const;

/** Enumerations of daticert.xml (spec 6.1). */
export const TIPI = [
  'accettazione',
  'non-accettazione',
  'presa-in-carico',
  'avvenuta-consegna',
  'posta-certificata',
  'errore-consegna',
  'preavviso-errore-consegna',
  'rilevazione-virus',
] as const;
export const ERRORI = ['nessuno', 'no-dest', 'no-dominio', 'virus', 'altro'] as const;
export const RECIPIENT_TYPES = ['certificato', 'esterno'] as const;

/** Codes at the head of `errore-esteso` (spec 6.4; NI12). */
export const ERROR_CODE = {
  unknownMailbox: '5.1.1',
  unknownDomain: '5.1.2',
  disabledMailbox: '5.2.1',
  fullMailbox: '5.2.2',
  tooLargeForMailbox: '5.2.3',
  noNewsIn12Hours: '4.4.1',
  noDeliveryIn24Hours: '5.4.1',
  virus: '5.5.1',
  /** Non-acceptance for formal faults: NI12 as far as it could be read gives none; RFC 3463's "other media error". */
  formal: '5.6.0',
  noEightBit: '5.6.3',
} as const;

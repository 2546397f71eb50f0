import { ADDRESS_FAULT, type AddressFault, HEADER_FAULT } from '#mime';
import type { XmlFaultCode } from '#xml';

/** The Italian sentences of formal faults (spec 8.2, 9.4, 9.5), as they stand in M2 and M6. */

/** Faults of a submission (A4-A11). */
export const FORM_FAULT = {
  header: (fault: string) => `l'intestazione del messaggio non è conforme alla RFC 5322: ${fault}`,
  longLine: 'il messaggio contiene una riga più lunga di 998 caratteri',
  repeated: (name: string) => `il campo ${name} è presente più di una volta`,
  badAddress: (name: string, fault: string) => `il campo ${name} contiene un indirizzo non valido (${fault})`,
  noFrom: 'manca il campo From',
  notOneFrom: 'il campo From deve contenere un solo indirizzo',
  fromDiffers: (from: string, mailFrom: string) =>
    `l'indirizzo ${from} del campo From non coincide con il mittente ${mailFrom} della trasmissione`,
  noTo: 'manca il campo To',
  emptyTo: 'il campo To non contiene alcun indirizzo',
  notShown: (address: string) => `l'indirizzo email ${address} non appare nei campi To o Cc`,
  bcc: 'il campo Bcc contiene un valore',
  tooLarge: 'ecceduta la dimensione massima del messaggio',
} as const;

/** What `headerFaults` of the MIME index says, for FORM_FAULT.header. */
export const HEADER_FAULT_TEXT: Readonly<Record<string, string>> = {
  [HEADER_FAULT.missing]: "manca l'intestazione",
  [HEADER_FAULT.tooLarge]: "l'intestazione è troppo grande",
  [HEADER_FAULT.noColon]: 'una riga non contiene il carattere ":"',
  [HEADER_FAULT.foldedStart]: 'la prima riga è una riga di continuazione',
  [HEADER_FAULT.fieldName]: 'il nome di un campo contiene caratteri non ammessi',
  [HEADER_FAULT.eightBit]: 'contiene caratteri non ammessi (ottetti oltre 127)',
  [HEADER_FAULT.longLine]: 'contiene una riga più lunga di 998 caratteri',
  [HEADER_FAULT.unended]: "l'ultima riga non è terminata",
};

/** What `parseAddressList` says, for FORM_FAULT.badAddress. */
export const ADDRESS_FAULT_TEXT: Readonly<Record<AddressFault, string>> = {
  [ADDRESS_FAULT.missing]: 'manca un indirizzo',
  [ADDRESS_FAULT.noAt]: 'un indirizzo è senza @',
  [ADDRESS_FAULT.space]: 'un indirizzo contiene uno spazio',
  [ADDRESS_FAULT.domain]: 'il dominio non è valido',
  [ADDRESS_FAULT.local]: 'la parte prima di @ non è valida',
  [ADDRESS_FAULT.tooLong]: 'un indirizzo è troppo lungo',
  [ADDRESS_FAULT.sourceRoute]: 'gli instradamenti del mittente non sono ammessi',
  [ADDRESS_FAULT.literal]: 'un indirizzo IP al posto del dominio non è ammesso',
  [ADDRESS_FAULT.openAngle]: 'una parentesi angolare non è chiusa o è seguita da altro testo',
  [ADDRESS_FAULT.unquotedName]: 'il nome va scritto fra virgolette',
  [ADDRESS_FAULT.noComma]: 'manca una virgola dopo un gruppo',
  [ADDRESS_FAULT.strayColon]: 'il carattere ":" è fuori posto',
  [ADDRESS_FAULT.straySemicolon]: 'il carattere ";" non chiude alcun gruppo',
  [ADDRESS_FAULT.openGroup]: 'un gruppo non è chiuso',
  [ADDRESS_FAULT.openComment]: 'un commento non è chiuso',
  [ADDRESS_FAULT.strayParenthesis]: 'una parentesi non chiude alcun commento',
  [ADDRESS_FAULT.openQuote]: 'le virgolette non sono chiuse',
  [ADDRESS_FAULT.control]: 'contiene un carattere di controllo',
};

/** What `readXml` says of a daticert.xml, for RECEIVED_FAULT.badDaticert. */
export const XML_FAULT_TEXT: Readonly<Record<XmlFaultCode, string>> = {
  'too-large': 'il file è troppo grande',
  'not-well-formed': "l'XML non è ben formato",
  dtd: "l'XML contiene una DTD",
  'no-root': "l'XML è senza elemento radice",
  'too-deep': 'gli elementi sono annidati troppo a fondo',
  'too-many-elements': 'gli elementi sono troppi',
  encoding: 'la codifica dei caratteri non è valida',
};

/** Faults of the service policy (A11; spec 19.1). */
export const POLICY_FAULT = {
  domainNotAdmitted: (address: string) =>
    `la casella ${address} appartiene ad un dominio non ammesso dalla policy di servizio`,
  recipientNotCompatible: (address: string) =>
    `la casella ${address} destinataria non e' compatibile con la policy di servizio`,
} as const;

/** Faults of a received envelope or notice (spec 9.4). */
export const RECEIVED_FAULT = {
  repeatedHeader: (name: string) => `il campo ${name} è presente più di una volta`,
  bothHeaders: 'sono presenti sia X-Trasporto sia X-Ricevuta',
  unknownValue: (name: string, value: string) => `il valore "${value}" del campo ${name} non è previsto`,
  fromNotOne: 'il campo From non contiene esattamente un indirizzo',
  notOfCertificate: (from: string, addresses: readonly string[]) =>
    `l'indirizzo ${from} del campo From non è quello del certificato (${addresses.join(', ') || 'nessuno'})`,
  notOfRecord: (domain: string, provider: string) => `${domain} non è un dominio di ${provider}`,
  manyBoundaries: 'il campo Content-Type indica più di un delimitatore',
  unsignedPart: 'una parte del messaggio è fuori dalla firma',
  noDaticert: 'manca daticert.xml',
  manyDaticert: 'daticert.xml è presente più di una volta',
  badDaticert: (fault: string) => `daticert.xml non valido: ${fault}`,
  tipoDiffers: (tipo: string, header: string) => `il tipo "${tipo}" di daticert.xml non corrisponde a "${header}"`,
  errore: (errore: string) => `il valore errore="${errore}" non è previsto`,
  missing: (element: string) => `manca l'elemento ${element}`,
  noIdentificativo: 'identificativo vuoto',
  noMessageId: 'manca Message-ID',
  messageIdDiffers: 'Message-ID diverso da identificativo',
  noMixed: 'manca la parte multipart/mixed',
  textNotFirst: 'la prima parte non è il testo leggibile',
  noOriginal: 'manca postacert.eml',
  manyOriginals: 'postacert.eml è presente più di una volta',
  notOnBehalf: 'il nome del campo From non è "Per conto di: <mittente>"',
  senderDiffers: (mittente: string, mailFrom: string) =>
    `il mittente ${mittente} non coincide con ${mailFrom} della trasmissione`,
  notAddressed: (address: string) => `${address} non è tra i destinatari certificati`,
  notCertified: (element: string, address: string) => `${address} in ${element} non è tra i destinatari certificati`,
  innerMessageIdDiffers: 'il Message-ID in postacert.eml è diverso da identificativo',
  originalForbidden: 'postacert.eml non è previsto in questo messaggio',
  daticertForbidden: 'daticert.xml non è previsto in questo messaggio',
  dateDiffers: (date: string, certified: string) =>
    `la data del messaggio (${date}) è diversa da quella certificata (${certified})`,
  notExpected: (value: string) => `tipo di messaggio non atteso dal punto di ricezione: ${value}`,
} as const;

/** The concise error of an anomaly envelope (spec 9.5, 9.8). */
export const ANOMALY = {
  ordinary: 'dominio mittente non di posta certificata',
  badSignature: 'firma non valida',
  notAProvider: 'certificato non appartenente a un gestore',
  expired: 'certificato scaduto',
  revoked: 'certificato revocato',
  envelope: (detail: string) => `busta di trasporto non corretta: ${detail}`,
  notice: (detail: string) => `ricevuta non corretta: ${detail}`,
  alreadyUsed: 'identificativo già utilizzato',
} as const;

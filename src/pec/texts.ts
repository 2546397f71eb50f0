/** The Italian templates of the readable part (spec 7). Machines never read them: they read the XML. */
import type { CertifiedFacts, Instant, Recipient } from './facts.ts';
import { oneLine } from './header-lines.ts';
import { legalDate } from './legal-time.ts';
import type { ReadableText } from './readable-part.ts';

type Facts = CertifiedFacts;

/** M1 (RFC 6109 3.1.4; T22). */
export function acceptanceText(facts: Facts, at: Instant): ReadableText {
  return {
    title: 'Ricevuta di accettazione',
    paragraphs: [
      [`${opening(at)} il messaggio ${subject(facts)} proveniente da ${sender(facts)} ed indirizzato a:`],
      facts.recipients.map((recipient) => `${oneLine(recipient.address)} ("${typeLabel(recipient)}")`),
      ['è stato accettato dal sistema ed inoltrato.'],
      [identifier(facts)],
    ],
  };
}

/** M2 (RFC 6109 3.1.2; T16): every fault on a line of its own. `error` is errore-esteso without the faults. */
export function refusalText(facts: Facts, at: Instant, error: string, faults: readonly string[]): ReadableText {
  return {
    title: "Errore nell'accettazione del messaggio",
    paragraphs: [
      [`${opening(at)} nel messaggio ${subject(facts)} proveniente da ${sender(facts)} ed indirizzato a:`],
      addresses(facts),
      [`è stato rilevato un problema che ne impedisce l'accettazione a causa di ${oneLine(error)}.`],
      ['Sono state riscontrate le seguenti anomalie:', ...faults.map((fault) => `- ${oneLine(fault)}`)],
      ['Il messaggio non è stato accettato.'],
      [identifier(facts)],
    ],
  };
}

/** M3 (RFC 6109 3.1.3). */
export function virusRefusalText(facts: Facts, at: Instant, content: string): ReadableText {
  return {
    title: "Errore nell'accettazione del messaggio per presenza di virus",
    paragraphs: [
      [`${opening(at)} nel messaggio ${subject(facts)} proveniente da ${sender(facts)} ed indirizzato a:`],
      addresses(facts),
      [`è stato rilevato un problema di sicurezza ${oneLine(content)}.`],
      ['Il messaggio non è stato accettato.'],
      [identifier(facts)],
    ],
  };
}

/** M4 (RFC 6109 3.1.5). */
export function envelopeText(facts: Facts, at: Instant): ReadableText {
  return {
    title: 'Messaggio di posta certificata',
    paragraphs: [
      [`${opening(at)} il messaggio ${subject(facts)} è stato inviato da ${sender(facts)} indirizzato a:`],
      addresses(facts),
      ['Il messaggio originale è incluso in allegato.'],
      [identifier(facts)],
    ],
  };
}

/** M5 (RFC 6109 3.2.1): the recipients it covers. */
export function takeChargeText(facts: Facts, at: Instant, taken: readonly string[]): ReadableText {
  return {
    title: 'Ricevuta di presa in carico',
    paragraphs: [
      [`${opening(at)} il messaggio ${subject(facts)} proveniente da ${sender(facts)} ed indirizzato a:`],
      taken.map(oneLine),
      ['è stato accettato dal sistema.'],
      [identifier(facts)],
    ],
  };
}

/** M6 (RFC 6109 3.2.2): nothing here is certified. */
export function anomalyText(
  received: { readonly subject?: string; readonly sender: string; readonly recipients: readonly string[] },
  at: Instant,
  error: string,
): ReadableText {
  const from = `"${oneLine(received.sender)}"`;
  return {
    title: 'Anomalia nel messaggio',
    paragraphs: [
      [
        `${opening(at)} è stato ricevuto il messaggio "${oneLine(received.subject ?? '')}" ` +
          `proveniente da ${from} ed indirizzato a:`,
      ],
      received.recipients.map(oneLine),
      [`Tali dati non sono stati certificati per il seguente errore: ${oneLine(error)}`],
      ['Il messaggio originale è incluso in allegato.'],
    ],
  };
}

/** M7 (RFC 6109 3.2.3). */
export function virusDetectionText(facts: Facts, at: Instant, recipient: string, content: string): ReadableText {
  return {
    title: 'Avviso di rilevazione virus',
    paragraphs: [
      [
        `${opening(at)} nel messaggio ${subject(facts)} proveniente da ${sender(facts)} ed indirizzato a ` +
          `"${oneLine(recipient)}" è stato rilevato un problema di sicurezza ${oneLine(content)}.`,
      ],
      [identifier(facts)],
    ],
  };
}

/** M8 (RFC 6109 3.2.4). */
export function virusNonDeliveryText(facts: Facts, at: Instant, recipient: string, content: string): ReadableText {
  return {
    title: 'Avviso di mancata consegna per virus',
    paragraphs: [
      [
        `${opening(at)} nel messaggio ${subject(facts)} destinato all'utente "${oneLine(recipient)}" ` +
          `è stato rilevato un problema di sicurezza ${oneLine(content)}.`,
      ],
      ['Il messaggio non è stato consegnato.'],
      [identifier(facts)],
    ],
  };
}

/** M9 and M10 (RFC 6109 3.1.6). `error` is errore-esteso: its code must stand in the text too (NI12; spec 6.4). */
export function timeoutText(facts: Facts, at: Instant, recipient: string, hours: 12 | 24, error: string): ReadableText {
  return {
    title: 'Avviso di mancata consegna',
    paragraphs: [
      [
        `${opening(at)} il messaggio ${subject(facts)} proveniente da ${sender(facts)} e destinato all'utente ` +
          `"${oneLine(recipient)}" ${hours === 12 ? NOT_IN_12_HOURS : NOT_IN_24_HOURS}`,
      ],
      [`Errore: ${oneLine(error)}.`],
      [identifier(facts)],
    ],
  };
}

const NOT_IN_12_HOURS =
  'non è stato consegnato nelle prime dodici ore dal suo invio. Non escludendo che questo possa avvenire in seguito, ' +
  "si ritiene utile considerare che l'invio potrebbe non andare a buon fine. Il sistema provvederà comunque ad inviare " +
  'un ulteriore avviso di mancata consegna se nelle prossime dodici ore non vi sarà la conferma della ricezione da parte ' +
  'del destinatario.';
const NOT_IN_24_HOURS =
  'non è stato consegnato nelle ventiquattro ore successive al suo invio. Si ritiene che la spedizione debba ' +
  'considerarsi non andata a buon fine.';

const DELIVERY_TITLE = {
  M11: 'Ricevuta di avvenuta consegna',
  M12: 'Ricevuta di avvenuta consegna breve',
  M13: 'Ricevuta di avvenuta consegna sintetica',
} as const;

/** M11, M12, M13 (RFC 6109 3.3.2). */
export function deliveryText(
  facts: Facts,
  at: Instant,
  recipient: string,
  number: keyof typeof DELIVERY_TITLE,
): ReadableText {
  return {
    title: DELIVERY_TITLE[number],
    paragraphs: [
      [
        `${opening(at)} il messaggio ${subject(facts)} proveniente da ${sender(facts)} ed indirizzato a ` +
          `"${oneLine(recipient)}" è stato consegnato nella casella di destinazione.`,
      ],
      [identifier(facts)],
    ],
  };
}

/** M14 (RFC 6109 3.3.3). `error` is errore-esteso. */
export function nonDeliveryText(facts: Facts, at: Instant, recipient: string, error: string): ReadableText {
  return {
    title: 'Avviso di mancata consegna',
    paragraphs: [
      [
        `${opening(at)} nel messaggio ${subject(facts)} proveniente da ${sender(facts)} e destinato all'utente ` +
          `"${oneLine(recipient)}" è stato rilevato un errore ${oneLine(error)}.`,
      ],
      ['Il messaggio è stato rifiutato dal sistema.'],
      [identifier(facts)],
    ],
  };
}

/** Descriptions inside errore-esteso (spec 6.4). */
export const ERROR_TEXT = {
  formal: 'anomalie formali del messaggio',
  virus: 'presenza di un virus nel messaggio',
  in12Hours: 'il messaggio non è stato consegnato nelle prime dodici ore dal suo invio',
  in24Hours: 'il messaggio non è stato consegnato nelle ventiquattro ore successive al suo invio',
} as const;

/** `<code> - <gestore> - <description>`: the shape in use since 2016 (spec 6.4). */
export function extendedError(code: string, issuerName: string, description: string): string {
  return oneLine(`${code} - ${issuerName} - ${description}`);
}

function opening(at: Instant): string {
  const { giorno, ora, zona } = legalDate(at);
  return `Il giorno ${giorno} alle ore ${ora} (${zona})`;
}

function subject(facts: Facts): string {
  return `"${oneLine(facts.subject ?? '')}"`;
}

function sender(facts: Facts): string {
  return `"${oneLine(facts.sender)}"`;
}

function addresses(facts: Facts): string[] {
  return facts.recipients.map((recipient) => oneLine(recipient.address));
}

function typeLabel(recipient: Recipient): string {
  return recipient.type === 'certificato' ? 'posta certificata' : 'posta ordinaria';
}

function identifier(facts: Facts): string {
  return `Identificativo messaggio: ${oneLine(facts.identificativo)}`;
}

/** Closes every text of a test country's providers. */
export const TEST_NOTICE = 'MESSAGGIO DI PROVA di una rete inventata: non ha alcun valore legale.';

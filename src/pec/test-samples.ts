/** What the tests of this room share: two providers, a message, and ways to build and take apart. Imported by tests only. */
import { ascii, concat, indexMime, latin1ToString, type Rope } from '#mime';
import type { UnsignedMessage } from './compose.ts';
import type { CertifiedFacts, Issuer } from './facts.ts';
import { inheritedHeaders } from './inherited-headers.ts';
import type { Notification } from './notification.ts';
import { rewriteOriginal } from './rewrite-original.ts';
import { buildTransportEnvelope } from './transport-envelope.ts';

export const ALFA: Issuer = {
  name: 'Gestore Alfa S.p.A.',
  domain: 'gestore-alfa.example',
  serviceAddress: 'posta-certificata@gestore-alfa.example',
};
export const BETA: Issuer = {
  name: 'Gestore Beta S.p.A.',
  domain: 'gestore-beta.example',
  serviceAddress: 'posta-certificata@gestore-beta.example',
};
export const AT = Date.parse('2026-03-01T09:00:00.123Z');
export const SEED = '0123456789abcdef0123';
export const IDENTIFICATIVO = 'alfa1.20260301090000123.1.00112233aabbccdd@gestore-alfa.example';

export const FACTS: CertifiedFacts = {
  sender: 'mario@pec.alfa.example',
  recipients: [
    { address: 'ufficio@pec.beta.example', type: 'certificato' },
    { address: 'anna@posta.example', type: 'esterno' },
  ],
  replyTo: 'mario@pec.alfa.example',
  subject: 'Prova',
  identificativo: IDENTIFICATIVO,
  msgid: '<abc.1@client.example>',
  receiptType: 'completa',
};

/** The original as mario's client submits it. `\n` in the arguments becomes CRLF. */
export function original(fields = '', body = 'Buongiorno,\n\nallego la domanda.\n'): Uint8Array {
  return crlf(
    `Received: from client.example by ap.gestore-alfa.example with ESMTPSA;\n Sun, 1 Mar 2026 10:00:00 +0100\n` +
      `Message-ID: <abc.1@client.example>\nFrom: Mario Rossi <mario@pec.alfa.example>\n` +
      `To: Ufficio <ufficio@pec.beta.example>,\n  anna@posta.example\nSubject: Prova\n` +
      `Date: Sun, 1 Mar 2026 09:59:58 +0100\n${fields}\n${body}`,
  );
}

export function crlf(text: string): Uint8Array {
  return ascii(text.replace(/\r?\n/g, '\r\n'));
}

export const base = { issuer: ALFA, facts: FACTS, at: AT, boundarySeed: SEED };

/** The transport envelope of a submission, unsigned. */
export function envelopeOf(
  submitted: Uint8Array,
  facts: CertifiedFacts = FACTS,
  boundarySeed: string = SEED,
): UnsignedMessage {
  const index = indexMime(submitted);
  return buildTransportEnvelope({
    ...base,
    facts,
    boundarySeed,
    original: rewriteOriginal([submitted], index, submitted, facts.identificativo),
    inherited: inheritedHeaders(index, submitted),
  });
}

/** Octets of a rope that has no blobs. */
export function octets(rope: Rope): Uint8Array {
  return concat(
    rope.map((piece) => {
      if (!(piece instanceof Uint8Array)) throw new Error('a blob slice in a test rope');
      return piece;
    }),
  );
}

/** The whole message with a stand-in for the signature. */
export function rendered(message: UnsignedMessage, signature = ascii('not a signature')): Uint8Array {
  return octets(message.assemble(signature));
}

export function renderedText(message: UnsignedMessage): string {
  return latin1ToString(rendered(message));
}

/** Header section of a rendered message. */
export function headerOf(message: UnsignedMessage): string {
  const text = renderedText(message);
  return text.slice(0, text.indexOf('\r\n\r\n') + 2);
}

/** FACTS as the sender must have asked for this number to be owed. */
export function factsFor(number: Notification['number']): CertifiedFacts {
  const asked = { M12: 'breve', M13: 'sintetica' } as const;
  return number === 'M12' || number === 'M13' ? { ...FACTS, receiptType: asked[number] } : FACTS;
}

const recipient = 'ufficio@pec.beta.example';
const enclosed = { rope: [original()], eightBit: false };

/** One of each notification. */
export const NOTIFICATIONS: readonly Notification[] = [
  { number: 'M1' },
  { number: 'M2', faults: ['manca il campo To', 'il campo Bcc contiene un valore'] },
  { number: 'M3', virus: 'Eicar-Signature' },
  { number: 'M5', to: 'ricevute@gestore-alfa.example', taken: [recipient] },
  { number: 'M7', to: 'ricevute@gestore-alfa.example', recipient, virus: 'Eicar-Signature' },
  { number: 'M8', recipient, detail: '5.5.1 - Gestore Beta S.p.A. - presenza di un virus nel messaggio: Eicar' },
  { number: 'M9', recipient },
  { number: 'M10', recipient },
  { number: 'M11', recipient, original: enclosed },
  { number: 'M12', recipient, original: enclosed },
  { number: 'M13', recipient },
  { number: 'M14', recipient, error: 'no-dest', code: '5.1.1', description: 'indirizzo non valido' },
];

import { ascii, encodeBase64, encodeHeader, encodeQuotedPrintable } from '#mime';
import { type Instant, type Issuer, rfc5322Date } from '#pec';
import {
  ATTESTATION_FILE,
  ATTESTATION_HEADER,
  ATTESTATION_PREFIX,
  type Attestation,
  writeAttestation,
} from './attestation-document.ts';

export interface AttestationOrder {
  readonly attestation: Attestation;
  readonly issuer: Issuer;
  readonly at: Instant;
  /** Who asked: an address, or no address at all. */
  readonly to?: string;
  readonly subject?: string;
  /** The records for people, a line each. */
  readonly facts: readonly string[];
  /** Letters and digits. */
  readonly boundarySeed: string;
}

/** An attestation complete but for its signature. */
export interface UnsignedAttestation {
  readonly signedPart: Uint8Array;
  assemble(signature: Uint8Array): Uint8Array;
}

const utf8 = new TextEncoder();

/**
 * An attestation of the log as a signed message: multipart/signed as every message of the provider, but with a subject, a header and an
 * attachment of its own, without X-Trasporto, X-Ricevuta and daticert.xml. No program may take it for the receipt that was lost.
 */
export function attestationMessage(order: AttestationOrder): UnsignedAttestation {
  const { attestation, issuer, at, to, subject = '', boundarySeed } = order;
  const outer = `----=_s_${boundarySeed}`;
  const mixed = `----=_m_${boundarySeed}`;
  const header =
    `${ATTESTATION_HEADER}: ${attestation.receipt}\r\n` +
    `Date: ${rfc5322Date(at)}\r\nMessage-ID: <attestazione.${boundarySeed}@${issuer.domain}>\r\n` +
    encodeHeader('Subject', `${ATTESTATION_PREFIX}${attestation.receipt}: ${oneLine(subject)}`) +
    `From: ${issuer.serviceAddress}\r\n${to === undefined ? '' : `To: ${oneLine(to)}\r\n`}MIME-Version: 1.0\r\n` +
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n' +
    ` micalg=sha-256; boundary="${outer}"\r\n\r\n`;
  const text = encodeQuotedPrintable(utf8.encode(readable(order)));
  const signedPart =
    `Content-Type: multipart/mixed; boundary="${mixed}"\r\n\r\n--${mixed}\r\n` +
    `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${text}\r\n--${mixed}\r\n` +
    `Content-Type: application/json; name="${ATTESTATION_FILE}"\r\nContent-Transfer-Encoding: base64\r\n` +
    `Content-Disposition: attachment; filename="${ATTESTATION_FILE}"\r\n\r\n` +
    `${encodeBase64(writeAttestation(attestation)).trimEnd()}\r\n--${mixed}--\r\n`;
  return {
    signedPart: ascii(signedPart),
    assemble: (signature) =>
      ascii(
        `${header}--${outer}\r\n${signedPart}\r\n--${outer}\r\n` +
          'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n' +
          `Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n${encodeBase64(signature).trimEnd()}\r\n--${outer}--\r\n`,
      ),
  };
}

/** What comes from outside may not add lines, and in a header only what ASCII has. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

function readable({ attestation, issuer, facts }: AttestationOrder): string {
  const { receipt, identificativo, unproven } = attestation;
  const test = issuer.isTest ? ['', 'Gestore di prova: nessun valore legale. A test provider: no legal value.'] : [];
  return [
    'ATTESTAZIONE DAL REGISTRO',
    '',
    `Questa non è la ricevuta di ${receipt} del messaggio ${identificativo}: i suoi ottetti non sono conservati, o non sono integri.`,
    `${issuer.name} attesta che nel registro dei messaggi stanno queste righe:`,
    '',
    ...facts.map(oneLine),
    '',
    ...(unproven.length > 0 ? ['Alcune righe sono più recenti dell’ultima testa firmata del registro.', ''] : []),
    `${ATTESTATION_FILE} contiene le righe con la prova che appartengono al registro firmato del loro giorno.`,
    '',
    `This is not the receipt: its octets are not kept, or not whole. It is what the message log says of it; ${ATTESTATION_FILE} holds the records with`,
    'the proof that they belong to the signed log of their day.',
    ...test,
    '',
  ].join('\r\n');
}

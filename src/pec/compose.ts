import { ascii, encodeBase64, type Rope } from '#mime';
import type { Issuer } from './facts.ts';
import { type ReadableText, readablePart } from './readable-part.ts';
import { TEST_NOTICE } from './texts.ts';
import { PART } from './wire.ts';

/** A message complete but for its signature. */
export interface UnsignedMessage {
  /** Message-ID without angle brackets. */
  readonly messageId: string;
  /** Exactly the octets to be signed: those between the boundaries, the CRLF before the delimiter left out (RFC 1847 2.1). */
  readonly signedPart: Rope;
  /** Octets above 127 stand in it: it must travel with BODY=8BITMIME (spec 5.6). */
  readonly eightBit: boolean;
  /** The whole message, the detached signature (DER) in its place. */
  assemble(signatureDer: Uint8Array): Rope;
}

/** A message body as it goes into postacert.eml: never copied, never changed. */
export interface EnclosedMessage {
  readonly rope: Rope;
  readonly eightBit: boolean;
}

/** For programs that keep test messages apart; no program of the norm reads it. */
export const TEST_FIELD = 'X-Ceralacca-Sandbox: test message, no legal value\r\n';

export interface Composition {
  readonly issuer: Issuer;
  readonly messageId: string;
  /** Header fields taken over as raw octets, before our own. */
  readonly inherited?: Uint8Array;
  readonly inheritedEightBit?: boolean;
  /** Our own header fields, whole lines with CRLF; ASCII. */
  readonly header: string;
  readonly text: ReadableText;
  readonly daticert?: Uint8Array;
  readonly original?: EnclosedMessage;
  /** Unique letters and digits, so that no content can hold a boundary by chance or on purpose. */
  readonly boundarySeed: string;
}

/**
 * multipart/signed{multipart/mixed{text, daticert.xml, postacert.eml}, smime.p7s} (RFC 6109 4.3; spec 5.1; T46, T49). Head and
 * tail are made as one string each; the original stays a rope between them.
 */
export function compose(parts: Composition): UnsignedMessage {
  if (!/^[A-Za-z0-9]{1,64}$/.test(parts.boundarySeed)) throw new RangeError('boundarySeed must be letters and digits');
  const outer = `----=_s_${parts.boundarySeed}`;
  const mixed = `----=_m_${parts.boundarySeed}`;
  const eightBitBody = parts.original?.eightBit ?? false;
  const header = parts.issuer.isTest ? `${TEST_FIELD}${parts.header}` : parts.header;
  const opening = outerHeader(header, outer, eightBitBody);
  const head = ascii(opening + mixedHead(parts, mixed, eightBitBody));
  const mixedTail = `\r\n--${mixed}--\r\n`;
  const signedPart: Rope = [head.subarray(opening.length), ...(parts.original?.rope ?? []), ascii(mixedTail)];
  return {
    messageId: parts.messageId,
    signedPart,
    eightBit: eightBitBody || (parts.inheritedEightBit ?? false),
    assemble: (signature) => [
      ...(parts.inherited && parts.inherited.length > 0 ? [parts.inherited] : []),
      head,
      ...(parts.original?.rope ?? []),
      ascii(mixedTail + signatureTail(signature, outer)),
    ],
  };
}

function outerHeader(header: string, boundary: string, eightBit: boolean): string {
  return (
    `${header}MIME-Version: 1.0\r\n` +
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n' +
    ` micalg=sha-256; boundary="${boundary}"\r\n` +
    `${eightBit ? 'Content-Transfer-Encoding: 8bit\r\n' : ''}\r\n--${boundary}\r\n`
  );
}

/** From the header of multipart/mixed to the first octet of the original, or to the end of daticert.xml. */
function mixedHead(parts: Composition, boundary: string, eightBit: boolean): string {
  let out = `Content-Type: multipart/mixed; boundary="${boundary}"\r\n`;
  if (eightBit) out += 'Content-Transfer-Encoding: 8bit\r\n';
  out += `\r\n--${boundary}\r\n${readablePart(told(parts), `----=_a_${parts.boundarySeed}`)}`;
  if (parts.daticert) {
    out +=
      `\r\n--${boundary}\r\nContent-Type: application/xml; name="${PART.daticert}"\r\n` +
      `Content-Transfer-Encoding: base64\r\nContent-Disposition: inline; filename="${PART.daticert}"\r\n\r\n` +
      encodeBase64(parts.daticert).trimEnd();
  }
  if (parts.original) {
    // A message/rfc822 part can never be encoded (RFC 2046 5.2.1): the label says what its octets are (spec 5.6).
    out +=
      `\r\n--${boundary}\r\nContent-Type: message/rfc822; name="${PART.postacert}"\r\n` +
      `Content-Transfer-Encoding: ${eightBit ? '8bit' : '7bit'}\r\n` +
      `Content-Disposition: inline; filename="${PART.postacert}"\r\n\r\n`;
  }
  return out;
}

function told({ issuer, text }: Composition): ReadableText {
  return issuer.isTest ? { ...text, paragraphs: [...text.paragraphs, [TEST_NOTICE]] } : text;
}

function signatureTail(signature: Uint8Array, boundary: string): string {
  return (
    `\r\n--${boundary}\r\nContent-Type: application/pkcs7-signature; name="${PART.signature}"\r\n` +
    `Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="${PART.signature}"\r\n\r\n` +
    `${encodeBase64(signature).trimEnd()}\r\n--${boundary}--\r\n`
  );
}

import { objectIdentifier, octetString, sequence, tlv } from './der.ts';
import { CmsFault } from './fault.ts';
import { type OcspIdentifier, ocspIdentifier, readOcspIdentifier } from './ocsp-identifier.ts';
import { OID } from './oids.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import { readExtensions } from './skeleton.ts';
import { type Element, parseDer } from './tlv.ts';

const MAX_REQUEST_BYTES = 64 * 1024;
const MAX_ASKED = 256;
/** RFC 8954 2.1. */
const MAX_NONCE_OCTETS = 32;

/**
 * DER of an OCSPRequest about one certificate (RFC 6960 4.1). Without a nonce the answer may come from a cache and is bound to its
 * time alone (RFC 5019). Throws CmsFault when a certificate cannot be read.
 */
export async function ocspRequest(asked: {
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
  readonly nonce?: Uint8Array;
}): Promise<Uint8Array> {
  const { certificate, issuer, nonce } = asked;
  const identifier = await ocspIdentifier(parsedCertificate(certificate), parsedCertificate(issuer));
  const extensions = nonce === undefined ? [] : [tlv(0xa2, nonceExtensions(nonce))];
  return sequence(sequence(sequence(sequence(identifier)), ...extensions));
}

/** Where a GET asks the same (RFC 6960 A.1): the responder's address, a slash, the request in base64. */
export function ocspUrl(responder: string, request: Uint8Array): string {
  let binary = '';
  for (const octet of request) binary += String.fromCharCode(octet);
  return `${responder.replace(/\/$/, '')}/${encodeURIComponent(btoa(binary))}`;
}

export interface OcspRequest {
  readonly asked: readonly AskedCertificate[];
  readonly nonce?: Uint8Array;
}

export interface AskedCertificate extends OcspIdentifier {
  /** DER of the CertID: an answer repeats it. */
  readonly raw: Uint8Array;
}

/** Reads an OCSPRequest; who signed it, if anybody, is not judged. Throws CmsFault. */
export function readOcspRequest(der: Uint8Array): OcspRequest {
  if (der.length > MAX_REQUEST_BYTES) throw new CmsFault('OCSP request: too large');
  const whole = parseDer(der, 'OCSP request');
  if (whole.tag !== 0x30) throw new CmsFault('OCSP request: not a SEQUENCE');
  const inside = whole.inside().take(0x30, 'tbsRequest').inside();
  inside.optional(0xa0, 'version');
  inside.optional(0xa1, 'requestorName');
  const asked: AskedCertificate[] = [];
  for (const request of inside.take(0x30, 'requestList').inside().rest('Request')) {
    if (asked.length >= MAX_ASKED) throw new CmsFault(`OCSP request: more than ${MAX_ASKED} certificates`);
    const identifier = request.inside().take(0x30, 'reqCert');
    asked.push({ ...readOcspIdentifier(identifier), raw: identifier.raw });
  }
  const nonce = readNonce(inside.optional(0xa2, 'requestExtensions'));
  inside.finish('tbsRequest');
  return { asked, ...(nonce !== undefined && { nonce }) };
}

/** Extensions that hold a nonce alone (RFC 8954 2.1). */
export function nonceExtensions(nonce: Uint8Array): Uint8Array {
  return sequence(sequence(objectIdentifier(OID.ocspNonce), octetString(octetString(nonce))));
}

/** The nonce among extensions; those of before RFC 6960 put it there bare. */
export function readNonce(holder: Element | undefined): Uint8Array | undefined {
  if (holder === undefined) return undefined;
  const value = readExtensions(holder).find(({ oid }) => oid === OID.ocspNonce)?.value;
  if (value === undefined) return undefined;
  const wrapped = value[0] === 0x04 && value[1] === value.length - 2;
  const nonce = wrapped ? value.subarray(2) : value;
  if (nonce.length === 0 || nonce.length > MAX_NONCE_OCTETS) throw new CmsFault('OCSP nonce: out of bounds');
  return nonce;
}

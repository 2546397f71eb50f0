import { signedIdentifierOf } from './algorithms.ts';
import { bitString, generalizedTime, objectIdentifier, octetString, sequence, tlv } from './der.ts';
import { nonceExtensions } from './ocsp-request.ts';
import { OCSP_FAILURES, type OcspFailure } from './ocsp-response.ts';
import { OID } from './oids.ts';
import { parsedCertificate } from './parsed-certificate.ts';

export interface OcspStatement {
  /** DER of the CertID, as it was asked. */
  readonly certificate: Uint8Array;
  readonly status: { readonly kind: 'good' | 'unknown' } | { readonly kind: 'revoked'; readonly since: number };
  /** Milliseconds; whole seconds are written. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
}

/** A responder: the CA itself, or who holds a certificate of it with id-kp-OCSPSigning (RFC 6960 4.2.2.2). */
export interface OcspSigner {
  /** DER. */
  readonly certificate: Uint8Array;
  /** Whether it stands in the answer: needed for a responder that is not the CA. */
  readonly delegated: boolean;
  /** Signature value over SHA-256. */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** DER of a successful OCSPResponse (RFC 6960 4.2.1). `producedAt` in milliseconds. */
export async function ocspResponse(
  signer: OcspSigner,
  said: { readonly answers: readonly OcspStatement[]; readonly producedAt: number; readonly nonce?: Uint8Array },
): Promise<Uint8Array> {
  const { subjectName, skeleton } = parsedCertificate(signer.certificate);
  const tbs = sequence(
    tlv(0xa1, subjectName),
    wholeSeconds(said.producedAt),
    sequence(...said.answers.map(singleResponse)),
    ...(said.nonce === undefined ? [] : [tlv(0xa1, nonceExtensions(said.nonce))]),
  );
  const signature = bitString(await signer.sign(tbs));
  const certificates = signer.delegated ? [tlv(0xa0, sequence(signer.certificate))] : [];
  const basic = sequence(tbs, signedIdentifierOf(skeleton.publicKeyInfo), signature, ...certificates);
  const bytes = sequence(objectIdentifier(OID.ocspBasic), octetString(basic));
  return sequence(tlv(0x0a, Uint8Array.of(0)), tlv(0xa0, bytes));
}

/** DER of an OCSPResponse that says why there is no answer. */
export function ocspRefusal(failure: OcspFailure): Uint8Array {
  return sequence(tlv(0x0a, Uint8Array.of(OCSP_FAILURES[failure])));
}

function singleResponse({ certificate, status, thisUpdate, nextUpdate }: OcspStatement): Uint8Array {
  const said =
    status.kind === 'revoked' ? tlv(0xa1, wholeSeconds(status.since)) : tlv(status.kind === 'good' ? 0x80 : 0x82);
  return sequence(certificate, said, wholeSeconds(thisUpdate), tlv(0xa0, wholeSeconds(nextUpdate)));
}

/** RFC 6960 4.2.2.1: as certificates have it, without fractions. */
function wholeSeconds(instant: number): Uint8Array {
  return generalizedTime(Math.floor(instant / 1000) * 1000);
}

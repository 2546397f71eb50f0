import { asSource } from './bytes.ts';
import { type ParsedCertificate, parsedCertificate } from './parsed-certificate.ts';
import { hexText } from './values.ts';

/** A certificate as the rest of the house sees it. */
export interface Certificate {
  readonly der: Uint8Array;
  /** Lower-case hex of the digest of the DER; SHA-1 is what `providerCertificateHash` holds (spec 13.2). */
  readonly sha1: string;
  readonly sha256: string;
  /** `C=IT, O=…, CN=…` in the order of the certificate. */
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hex of the INTEGER's octets, leading zeros removed: the key of CrlList.revoked. */
  readonly serial: string;
  /** Milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** rfc822Name of subjectAltName. */
  readonly emailAddresses: readonly string[];
  readonly isCa: boolean;
  readonly crlUrls: readonly string[];
  readonly ocspUrls: readonly string[];
}

const read = new WeakMap<ParsedCertificate, Promise<Certificate>>();

/** Reads a certificate; what was read before from the same octets is given back. Rejects with CmsFault. */
export async function readCertificate(der: Uint8Array): Promise<Certificate> {
  const parsed = parsedCertificate(der);
  const known = read.get(parsed);
  if (known !== undefined) return known;
  const certificate = describe(parsed);
  read.set(parsed, certificate);
  return certificate;
}

async function describe(parsed: ParsedCertificate): Promise<Certificate> {
  const [sha1, sha256] = await Promise.all([
    crypto.subtle.digest('SHA-1', asSource(parsed.der)),
    crypto.subtle.digest('SHA-256', asSource(parsed.der)),
  ]);
  return {
    der: parsed.der,
    sha1: hexText(new Uint8Array(sha1)),
    sha256: hexText(new Uint8Array(sha256)),
    subject: parsed.subject,
    issuer: parsed.issuer,
    serial: serialText(parsed.serialOctets),
    notBefore: parsed.skeleton.notBefore,
    notAfter: parsed.skeleton.notAfter,
    emailAddresses: parsed.emailAddresses,
    isCa: parsed.isCa,
    crlUrls: parsed.extensions.crlUrls,
    ocspUrls: parsed.extensions.ocspUrls,
  };
}

/** A serial number as lower-case hex without leading zeros: one spelling in certificates and CRLs. */
export function serialText(octets: Uint8Array): string {
  return hexText(octets).replace(/^(?:00)+(?=..)/, '');
}

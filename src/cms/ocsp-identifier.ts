import { digestIdentifier, readDigestIdentifier } from './algorithms.ts';
import { equalBytes } from './bytes.ts';
import { serialText } from './certificate.ts';
import { octetString, sequence, tlv } from './der.ts';
import { type ParsedCertificate, parsedCertificate } from './parsed-certificate.ts';
import { digest } from './signature-algorithm.ts';
import { bitStringOctets } from './skeleton.ts';
import { type Element, parseDer } from './tlv.ts';

/** A certificate as OCSP names it: its serial number and digests of its issuer's name and key (CertID, RFC 6960 4.1.1). */
export interface OcspIdentifier {
  /** Of the two digests: an identifier, not a safeguard. */
  readonly algorithm: string;
  readonly issuerName: Uint8Array;
  readonly issuerKey: Uint8Array;
  /** As Certificate.serial. */
  readonly serial: string;
}

/** The bits of a public key, which is what OCSP digests. */
function keyBits({ skeleton }: ParsedCertificate): Uint8Array {
  const inside = parseDer(skeleton.publicKeyInfo, 'publicKeyInfo').inside();
  inside.take(0x30, 'algorithm');
  return bitStringOctets(inside.take(0x03, 'subjectPublicKey'));
}

/** DER of the CertID, with SHA-1: the one digest that every responder knows (RFC 5019 2.1.1). */
export async function ocspIdentifier(subject: ParsedCertificate, issuer: ParsedCertificate): Promise<Uint8Array> {
  const [name, key] = await Promise.all([digest('sha1', subject.issuerName), digest('sha1', keyBits(issuer))]);
  return sequence(digestIdentifier('sha1'), octetString(name), octetString(key), tlv(0x02, subject.serialOctets));
}

export function readOcspIdentifier(element: Element): OcspIdentifier {
  const inside = element.inside();
  const algorithm = readDigestIdentifier(inside.take(0x30, 'hashAlgorithm'));
  const issuerName = inside.take(0x04, 'issuerNameHash').content;
  const issuerKey = inside.take(0x04, 'issuerKeyHash').content;
  const serial = serialText(inside.take(0x02, 'serialNumber').content);
  inside.finish('CertID');
  return { algorithm, issuerName, issuerKey, serial };
}

/** Does it name a certificate of this CA, given as DER? Throws CmsFault when its digest is of an algorithm not known. */
export async function isOcspOf(named: OcspIdentifier, issuer: Uint8Array): Promise<boolean> {
  const parsed = parsedCertificate(issuer);
  if (!equalBytes(await digest(named.algorithm, keyBits(parsed)), named.issuerKey)) return false;
  return equalBytes(await digest(named.algorithm, parsed.subjectName), named.issuerName);
}

/** Is it this certificate, issued by this CA? Throws CmsFault when its digest is of an algorithm not known. */
export async function isNamed(
  named: OcspIdentifier,
  subject: ParsedCertificate,
  issuer: ParsedCertificate,
): Promise<boolean> {
  if (named.serial !== serialText(subject.serialOctets)) return false;
  if (!equalBytes(await digest(named.algorithm, keyBits(issuer)), named.issuerKey)) return false;
  return equalBytes(await digest(named.algorithm, subject.issuerName), named.issuerName);
}

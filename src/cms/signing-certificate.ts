import { readDigestIdentifier, type StrongDigest } from './algorithms.ts';
import { attribute, attributesOf, onlyValue } from './attributes.ts';
import { equalBytes } from './bytes.ts';
import { octetString, sequence } from './der.ts';
import { CmsFault } from './fault.ts';
import { OID } from './oids.ts';
import type { CmsSignature } from './read-signed-data.ts';
import { digest } from './signature-algorithm.ts';
import { type Element, parseBer } from './tlv.ts';

/** ESSCertID or ESSCertIDv2 (RFC 5035 4, 5): a certificate named by its digest. */
export interface CertificateReference {
  readonly algorithm: StrongDigest | 'sha1' | (string & {});
  readonly digest: Uint8Array;
}

const MAX_REFERENCES = 64;

/** The attribute signing-certificate-v2 with SHA-256, the default that DER leaves out (RFC 5035 4). */
export async function signingCertificateV2(certificate: Uint8Array): Promise<Uint8Array> {
  const reference = sequence(octetString(await digest('sha256', certificate)));
  return attribute(OID.signingCertificateV2, sequence(sequence(reference)));
}

/**
 * The certificates that the signed attributes of a signature name, the signer's first; empty when they name none. Where
 * signing-certificate and signing-certificate-v2 both stand, the newer one counts (RFC 5035 3). Throws CmsFault.
 */
export function signingCertificates({ signer }: CmsSignature): readonly CertificateReference[] {
  if (signer.attributes === undefined) return [];
  let references: CertificateReference[] | undefined;
  for (const [type, values] of attributesOf(parseBer(signer.attributes, 'signedAttrs'), 'signedAttrs')) {
    if (type === OID.signingCertificateV2) return readReferences(onlyValue(values, 'signing-certificate-v2'), 2);
    if (type === OID.signingCertificate) references = readReferences(onlyValue(values, 'signing-certificate'), 1);
  }
  return references ?? [];
}

function readReferences(value: Element, version: 1 | 2): CertificateReference[] {
  if (value.tag !== 0x30) throw new CmsFault('signing certificate: not a SEQUENCE');
  const references: CertificateReference[] = [];
  for (const element of value.inside().take(0x30, 'certs').inside().rest('ESSCertID')) {
    if (references.length >= MAX_REFERENCES) throw new CmsFault('signing certificate: too many references');
    const inside = element.inside();
    const named = version === 2 ? inside.optional(0x30, 'hashAlgorithm') : undefined;
    const standard = version === 2 ? 'sha256' : 'sha1';
    const algorithm = named === undefined ? standard : readDigestIdentifier(named);
    references.push({ algorithm, digest: inside.take(0x04, 'certHash').content });
  }
  return references;
}

/** Is this the certificate that the first reference names (RFC 5035 3: the first one is the signer's)? */
export async function isReferenced(
  certificate: Uint8Array,
  references: readonly CertificateReference[],
): Promise<boolean> {
  const [first] = references;
  if (first === undefined) return false;
  try {
    return equalBytes(await digest(first.algorithm, certificate), first.digest);
  } catch (fault) {
    if (fault instanceof CmsFault) return false;
    throw fault;
  }
}

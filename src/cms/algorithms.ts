import { NULL, objectIdentifier, sequence } from './der.ts';
import { CmsFault } from './fault.ts';
import { DIGEST_NAMES, OID } from './oids.ts';
import { type Element, parseDer } from './tlv.ts';
import { oidText } from './values.ts';

/** The digests written here, by name, with the octets each has. */
export const DIGEST_OCTETS = { sha256: 32, sha384: 48, sha512: 64 } as const;
export type StrongDigest = keyof typeof DIGEST_OCTETS;

const DIGEST_IDENTIFIERS: Readonly<Record<string, Uint8Array>> = {
  sha1: sequence(objectIdentifier(OID.sha1)),
  sha256: sequence(objectIdentifier(OID.sha256)),
  sha384: sequence(objectIdentifier(OID.sha384)),
  sha512: sequence(objectIdentifier(OID.sha512)),
};

/** AlgorithmIdentifier of a digest by its name, parameters absent (RFC 5754 2). Throws CmsFault. */
export function digestIdentifier(name: string): Uint8Array {
  const identifier = DIGEST_IDENTIFIERS[name];
  if (identifier === undefined) throw new CmsFault(`digest algorithm ${name} is not known`);
  return identifier;
}

/** Name of the digest of an AlgorithmIdentifier; the dotted OID when it is none of the four known. */
export function readDigestIdentifier(element: Element): string {
  if (element.tag !== 0x30) throw new CmsFault('digest algorithm: not an AlgorithmIdentifier');
  const oid = oidText(element.inside().take(0x06, 'digest algorithm').content);
  return DIGEST_NAMES.get(oid) ?? oid;
}

/** What a SignerInfo of this key says its signature is, with SHA-256 (RFC 3370 3.2, RFC 5754 3.3). Throws CmsFault. */
export function signatureIdentifierOf(publicKeyInfo: Uint8Array): Uint8Array {
  return keyKind(publicKeyInfo) === 'RSA'
    ? sequence(objectIdentifier(OID.rsaEncryption), NULL)
    : signedIdentifierOf(publicKeyInfo);
}

/** The same where the digest is not named elsewhere: in certificates, lists and answers. Throws CmsFault. */
export function signedIdentifierOf(publicKeyInfo: Uint8Array): Uint8Array {
  return keyKind(publicKeyInfo) === 'RSA'
    ? sequence(objectIdentifier(OID.sha256WithRsa), NULL)
    : sequence(objectIdentifier(OID.ecdsaWithSha256));
}

function keyKind(publicKeyInfo: Uint8Array): 'RSA' | 'EC' {
  const algorithm = parseDer(publicKeyInfo, 'publicKeyInfo').inside().take(0x30, 'algorithm').inside();
  const oid = oidText(algorithm.take(0x06, 'algorithm').content);
  if (oid === OID.rsaEncryption) return 'RSA';
  if (oid === OID.ecPublicKey) return 'EC';
  throw new CmsFault(`public key: ${oid} signs nothing here`);
}

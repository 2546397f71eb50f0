import { DIGEST_OCTETS, digestIdentifier, readDigestIdentifier, type StrongDigest } from './algorithms.ts';
import { octetString, sequence } from './der.ts';
import { CmsFault } from './fault.ts';
import type { Element } from './tlv.ts';

/** What is stamped: a digest and the name of its algorithm (MessageImprint, RFC 3161 2.4.1). */
export interface MessageImprint {
  /** sha1, sha256, sha384 or sha512; a dotted OID when none of the four. */
  readonly digestAlgorithm: string;
  readonly digest: Uint8Array;
}

/** DER. Throws RangeError when the digest has not the octets of its algorithm. */
export function messageImprint(digest: Uint8Array, algorithm: StrongDigest): Uint8Array {
  if (digest.length !== DIGEST_OCTETS[algorithm]) {
    throw new RangeError(`a ${algorithm} digest has ${DIGEST_OCTETS[algorithm]} octets, not ${digest.length}`);
  }
  return sequence(digestIdentifier(algorithm), octetString(digest));
}

export function readMessageImprint(element: Element): MessageImprint {
  const inside = element.inside();
  const digestAlgorithm = readDigestIdentifier(inside.take(0x30, 'hashAlgorithm'));
  const digest = inside.take(0x04, 'hashedMessage').content;
  inside.finish('messageImprint');
  if (digest.length === 0 || digest.length > 64) throw new CmsFault('messageImprint: no digest has that length');
  return { digestAlgorithm, digest };
}

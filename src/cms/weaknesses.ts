import { CmsFault } from './fault.ts';
import type { CertificatePath } from './find-paths.ts';
import { OID } from './oids.ts';
import { readSignatureAlgorithm } from './signature-algorithm.ts';
import { parseDer } from './tlv.ts';
import { oidText } from './values.ts';

/** Shorter RSA keys were in use until 2010 (spec 14.1). */
export const SAFE_RSA_BITS = 2048;

/**
 * What is accepted for the sake of old messages and is no longer safe, in plain English: certificates signed with SHA-1, RSA keys
 * of less than 2048 bits. The trust anchor is believed as it is.
 */
export function weaknessesOf({ certificates }: CertificatePath): string[] {
  const below = certificates.length > 1 ? certificates.slice(0, -1) : certificates;
  return below.flatMap(({ subject, skeleton }) => {
    const bits = readableBits(skeleton.publicKeyInfo);
    const isSha1 = certificates.length > 1 && readSignatureAlgorithm(skeleton.signatureAlgorithm)?.digest === 'sha1';
    return [
      ...(isSha1 ? [`the certificate of ${subject} is signed with SHA-1`] : []),
      ...(bits !== undefined && bits < SAFE_RSA_BITS ? [`the key of ${subject} has only ${bits} bits`] : []),
    ];
  });
}

/** A key that cannot be read signs nothing that holds: it need not be called weak. */
function readableBits(publicKeyInfo: Uint8Array): number | undefined {
  try {
    return rsaBits(publicKeyInfo);
  } catch (fault) {
    if (fault instanceof CmsFault) return undefined;
    throw fault;
  }
}

/** The length of an RSA modulus; undefined for keys of another kind. Throws CmsFault. */
export function rsaBits(publicKeyInfo: Uint8Array): number | undefined {
  const inside = parseDer(publicKeyInfo, 'publicKeyInfo').inside();
  const algorithm = oidText(inside.take(0x30, 'algorithm').inside().take(0x06, 'algorithm').content);
  if (algorithm !== OID.rsaEncryption) return undefined;
  const key = parseDer(inside.take(0x03, 'subjectPublicKey').content.subarray(1), 'RSAPublicKey').inside();
  return bitLength(key.take(0x02, 'modulus').content);
}

function bitLength(octets: Uint8Array): number {
  const from = octets.findIndex((octet) => octet !== 0);
  return from < 0 ? 0 : (octets.length - from - 1) * 8 + (32 - Math.clz32(octets[from]!));
}

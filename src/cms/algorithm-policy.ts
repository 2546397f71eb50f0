import { OID } from './oids.ts';
import { bitStringOctets } from './skeleton.ts';
import { parseDer } from './tlv.ts';
import { minimalOctets, oidText } from './values.ts';

/** Until when algorithms are believed, as data: instants in milliseconds, Infinity where no end is known. */
export interface AlgorithmPolicy {
  /** By name; a digest that does not stand here is not believed. */
  readonly digests: Readonly<Record<string, number>>;
  /** Keys of at least so many bits, smallest first. */
  readonly rsa: readonly KeyTerm[];
  readonly ec: readonly KeyTerm[];
}

export interface KeyTerm {
  readonly bits: number;
  readonly until: number;
}

/**
 * SHA-1 ended with 2016, as browsers and ETSI TS 119 312 have it; RSA of 1024 bits with 2013 (NIST SP 800-131A), of 2048 bits ends
 * with 2030 (NIST SP 800-57 part 1 rev. 5, table 4).
 */
export const ALGORITHM_POLICY: AlgorithmPolicy = {
  digests: { sha1: Date.UTC(2017, 0), sha256: Infinity, sha384: Infinity, sha512: Infinity },
  rsa: [
    { bits: 1024, until: Date.UTC(2014, 0) },
    { bits: 2048, until: Date.UTC(2031, 0) },
    { bits: 3072, until: Infinity },
  ],
  ec: [{ bits: 256, until: Infinity }],
};

/** An algorithm in use and its end by the policy. */
export interface AlgorithmTerm {
  readonly what: string;
  readonly until: number;
}

export function digestTerm(policy: AlgorithmPolicy, name: string): AlgorithmTerm {
  return { what: name.replace(/^sha/, 'SHA-'), until: policy.digests[name] ?? -Infinity };
}

/** The key of a SubjectPublicKeyInfo. Throws CmsFault. */
export function keyTerm(policy: AlgorithmPolicy, publicKeyInfo: Uint8Array): AlgorithmTerm {
  const { kind, bits } = keySize(publicKeyInfo);
  const known = kind === 'RSA' ? policy.rsa : kind === 'EC' ? policy.ec : [];
  return { what: `${kind} with ${bits} bits`, until: known.findLast((term) => bits >= term.bits)?.until ?? -Infinity };
}

const CURVE_BITS: ReadonlyMap<string, number> = new Map([
  [OID.p256, 256],
  [OID.p384, 384],
  [OID.p521, 521],
]);

function keySize(publicKeyInfo: Uint8Array): { kind: string; bits: number } {
  const inside = parseDer(publicKeyInfo, 'publicKeyInfo').inside();
  const algorithm = inside.take(0x30, 'algorithm').inside();
  const oid = oidText(algorithm.take(0x06, 'algorithm').content);
  if (oid === OID.ecPublicKey) {
    const curve = oidText(algorithm.take(0x06, 'namedCurve').content);
    return { kind: 'EC', bits: CURVE_BITS.get(curve) ?? 0 };
  }
  if (oid !== OID.rsaEncryption && oid !== OID.rsassaPss) return { kind: oid, bits: 0 };
  const key = parseDer(bitStringOctets(inside.take(0x03, 'subjectPublicKey')), 'RSAPublicKey').inside();
  const modulus = minimalOctets(key.take(0x02, 'modulus').content);
  return { kind: 'RSA', bits: modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24 };
}

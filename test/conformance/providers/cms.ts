/** Signatures of the fixtures: detached SignedData of any digest, in DER or in BER (RFC 5652 5; spec 5.8, 5.9). */
import { createHash } from 'node:crypto';
import * as asn1 from './asn1.ts';
import { type Authority, TRUST } from './authorities.ts';
import { certificate, nameOf, type Profile } from './certificates.ts';
import { signWith, type TestKey } from './test-key.ts';

/** Who signs: a certificate, and the key that belongs to it. */
export interface Signer {
  readonly certificate: Uint8Array;
  readonly issuer: Authority;
  readonly serial: number;
  readonly key: TestKey;
}

/**
 * DER; BER as Bouncy Castle writes it, with indefinite lengths from the outside down to the certificates; or BER down to the
 * signed attributes, with the signature value in pieces.
 */
export type Encoding = 'der' | 'ber' | 'ber to the last';

export interface SigningHabits {
  readonly digest: 'sha1' | 'sha256';
  readonly encoding: Encoding;
  /** Beside contentType, signingTime and messageDigest. */
  readonly attribute?: 'smimeCapabilities' | 'CMSAlgorithmProtection';
  /** The certificates inside. */
  readonly certificates: readonly Uint8Array[];
}

/** A certificate for whoever the profile describes. */
export function signerOf(issuer: Authority, profile: Omit<Profile, 'digest'> & { digest?: Profile['digest'] }): Signer {
  const { serial, key } = profile;
  return { issuer, serial, key, certificate: certificate({ digest: issuer.digest, ...profile }, issuer) };
}

/** Leaf and issuing CA, no root (spec 5.8). */
export function withIssuer({ certificate, issuer }: Signer): readonly Uint8Array[] {
  const isRoot = Object.entries(TRUST).some(([name, root]) => name !== 'agid-like-2018' && root === issuer.certificate);
  return isRoot ? [certificate] : [certificate, issuer.certificate];
}

export function detachedSignature(content: Uint8Array, at: string, signer: Signer, habits: SigningHabits): Uint8Array {
  const digest = digestIdentifier(habits.digest);
  const attributes = signedAttributes(content, at, habits);
  const signerInfo = asn1.sequence(
    asn1.integer(1),
    asn1.sequence(nameOf(signer.issuer.subject), asn1.integer(signer.serial)),
    digest,
    // [0] in its place, SET OF in what is signed (RFC 5652 5.4).
    Buffer.concat([Buffer.of(0xa0), attributes.subarray(1)]),
    RSA,
    asn1.octetString(signWith(signer.key, habits.digest, attributes)),
  );
  const signedData = asn1.sequence(
    asn1.integer(1),
    asn1.setOf(digest),
    asn1.sequence(asn1.oid(DATA)),
    asn1.context(0, ...habits.certificates),
    asn1.setOf(signerInfo),
  );
  const contentInfo = asn1.sequence(asn1.oid('1.2.840.113549.1.7.2'), asn1.context(0, signedData));
  return habits.encoding === 'der' ? contentInfo : asn1.reencode(contentInfo, INDEFINITE[habits.encoding]);
}

const DATA = '1.2.840.113549.1.7.1';
const RSA = asn1.sequence(asn1.oid('1.2.840.113549.1.1.1'), asn1.NULL);

function digestIdentifier(digest: 'sha1' | 'sha256'): Uint8Array {
  return asn1.sequence(asn1.oid(digest === 'sha1' ? '1.3.14.3.2.26' : '2.16.840.1.101.3.4.2.1'), asn1.NULL);
}

function signedAttributes(content: Uint8Array, at: string, { digest, attribute }: SigningHabits): Uint8Array {
  const one = (oid: string, value: Uint8Array) => asn1.sequence(asn1.oid(oid), asn1.setOf(value));
  const more = {
    smimeCapabilities: () =>
      one('1.2.840.113549.1.9.15', asn1.sequence(asn1.sequence(asn1.oid('2.16.840.1.101.3.4.1.42')))),
    CMSAlgorithmProtection: () => {
      const algorithm = Buffer.concat([Buffer.of(0xa1), RSA.subarray(1)]);
      return one('1.2.840.113549.1.9.52', asn1.sequence(digestIdentifier(digest), algorithm));
    },
  };
  return asn1.setOf(
    one('1.2.840.113549.1.9.3', asn1.oid(DATA)),
    one('1.2.840.113549.1.9.5', asn1.time(at)),
    one('1.2.840.113549.1.9.4', asn1.octetString(createHash(digest).update(content).digest())),
    ...(attribute === undefined ? [] : [more[attribute]()]),
  );
}

/** ContentInfo, [0], SignedData and in it: 2 encapContentInfo, 3 certificates, 4 signerInfos with 0 the SignerInfo. */
const BOUNCY = ['', '1', '1.0', '1.0.2', '1.0.3'];
const INDEFINITE = {
  ber: (path: readonly number[]) =>
    path.join('.') === '1.0.4' ? 'leave' : BOUNCY.includes(path.join('.')) || inside(path),
  'ber to the last': (path: readonly number[]) => inside(path) || true,
} as const;

/** Certificates are signed as they stand, the issuer's name is compared with theirs, and values of attributes are anything. */
function inside(path: readonly number[]): 'leave' | false {
  return /^1\.0\.3\.\d+$|^1\.0\.4\.0\.1$|^1\.0\.4\.0\.3\.\d+\.1\.0$/.test(path.join('.')) ? 'leave' : false;
}

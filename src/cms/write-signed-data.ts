import {
  lengthSize,
  NULL,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  smallInteger,
  time,
  tlv,
  writeLength,
} from './der.ts';
import { OID } from './oids.ts';
import { skeletonOf } from './skeleton.ts';

/** All pieces of a SignedData that do not change between two messages of one provider. Opaque: made by prepareSigner. */
export interface PreparedSigner {
  /** CMSVersion, digestAlgorithms. */
  readonly opening: Uint8Array;
  /** [0] certificates: leaf and intermediates. */
  readonly certificates: Uint8Array;
  /** CMSVersion, issuerAndSerialNumber, digestAlgorithm of the SignerInfo. */
  readonly signerOpening: Uint8Array;
  /** signatureAlgorithm of the SignerInfo. */
  readonly signatureAlgorithm: Uint8Array;
}

const SHA256 = sequence(objectIdentifier(OID.sha256));
const SIGNED_DATA = objectIdentifier(OID.signedData);
const DETACHED = sequence(objectIdentifier(OID.data));

/**
 * Encodes once what every signature of this certificate repeats. Both arguments are DER; `chain` holds the intermediates, the
 * root left out (spec 5.8). Throws CmsFault when the certificate cannot be read.
 */
export function prepareSigner(certificate: Uint8Array, chain: readonly Uint8Array[]): PreparedSigner {
  const { issuer, serial } = skeletonOf(certificate);
  return {
    opening: join([smallInteger(1), setOf([SHA256])]),
    certificates: setOf([certificate, ...chain], 0xa0),
    signerOpening: join([smallInteger(1), sequence(issuer, tlv(0x02, serial)), SHA256]),
    signatureAlgorithm: sequence(objectIdentifier(OID.rsaEncryption), NULL),
  };
}

const CONTENT_TYPE = sequence(objectIdentifier(OID.contentType), setOf([objectIdentifier(OID.data)]));
const SIGNING_TIME = objectIdentifier(OID.signingTime);
const MESSAGE_DIGEST_HEAD = sequence(
  objectIdentifier(OID.messageDigest),
  setOf([octetString(new Uint8Array(32))]),
).subarray(0, -32);

/**
 * DER of the signed attributes as SET OF: contentType, signingTime, messageDigest (spec 5.8). These are the bytes to be signed.
 * The order is DER's (X.690 11.6): the three differ already in their length octet. `sha256` is the digest of the content, 32
 * octets; `signingTime` in milliseconds.
 */
export function signedAttributes(sha256: Uint8Array, signingTime: number): Uint8Array {
  if (sha256.length !== 32) throw new RangeError(`a SHA-256 digest has 32 octets, not ${sha256.length}`);
  return tlv(0x31, CONTENT_TYPE, sequence(SIGNING_TIME, tlv(0x31, time(signingTime))), MESSAGE_DIGEST_HEAD, sha256);
}

/**
 * The ContentInfo with SignedData, DER. `attributes` are the bytes of signedAttributes(), `signature` the signer's answer to
 * them. Without `content` the signature is detached (smime.p7s); with it the content is inside (.p7m, spec 13.3).
 */
export function signedData(
  signer: PreparedSigner,
  attributes: Uint8Array,
  signature: Uint8Array,
  content?: Uint8Array,
): Uint8Array {
  const encapsulated =
    content === undefined ? DETACHED : sequence(objectIdentifier(OID.data), tlv(0xa0, octetString(content)));
  const value = octetString(signature);
  const { opening, certificates, signerOpening, signatureAlgorithm } = signer;

  const signerInfo = signerOpening.length + attributes.length + signatureAlgorithm.length + value.length;
  const signerInfos = 1 + lengthSize(signerInfo) + signerInfo;
  const inner = opening.length + encapsulated.length + certificates.length + 1 + lengthSize(signerInfos) + signerInfos;
  const explicit = 1 + lengthSize(inner) + inner;
  const total = SIGNED_DATA.length + 1 + lengthSize(explicit) + explicit;

  const out = new Uint8Array(1 + lengthSize(total) + total);
  let at = open(out, 0, 0x30, total);
  at = put(out, at, SIGNED_DATA);
  at = open(out, at, 0xa0, explicit);
  at = open(out, at, 0x30, inner);
  at = put(out, at, opening);
  at = put(out, at, encapsulated);
  at = put(out, at, certificates);
  at = open(out, at, 0x31, signerInfos);
  at = open(out, at, 0x30, signerInfo);
  at = put(out, at, signerOpening);
  // In the SignerInfo the same SET OF is tagged [0]; what is signed bears the universal tag (RFC 5652 5.4).
  const tagAt = at;
  at = put(out, at, attributes);
  out[tagAt] = 0xa0;
  at = put(out, at, signatureAlgorithm);
  put(out, at, value);
  return out;
}

function open(out: Uint8Array, at: number, tag: number, length: number): number {
  out[at] = tag;
  return writeLength(out, at + 1, length);
}

function put(out: Uint8Array, at: number, piece: Uint8Array): number {
  out.set(piece, at);
  return at + piece.length;
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  return tlv(0x30, ...pieces).subarray(1 + lengthSize(pieces.reduce((sum, piece) => sum + piece.length, 0)));
}

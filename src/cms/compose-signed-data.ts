import { digestIdentifier, signatureIdentifierOf } from './algorithms.ts';
import { attribute } from './attributes.ts';
import { objectIdentifier, octetString, sequence, setOf, smallInteger, time, tlv } from './der.ts';
import { OID } from './oids.ts';
import { digest } from './signature-algorithm.ts';
import { signingCertificateV2 } from './signing-certificate.ts';
import { skeletonOf } from './skeleton.ts';

/** A certificate and its key, at rest somewhere: the key answers with the signature value over SHA-256, as CMS wants it. */
export interface CmsSigner {
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of the intermediates, the root left out. */
  readonly chain: readonly Uint8Array[];
  sign(attributes: Uint8Array): Promise<Uint8Array>;
}

export interface SignedContent {
  /** OID of what is signed. */
  readonly contentType: string;
  /** SHA-256 of the content. */
  readonly sha256: Uint8Array;
  /** Absent: the signature is detached. */
  readonly content?: Uint8Array;
  /** Milliseconds. */
  readonly signingTime: number;
  /** Made from the signature value: a time-stamp over it. */
  unsigned?(signature: Uint8Array): Promise<readonly Uint8Array[]>;
  /** Leaves out the certificates: for a time-stamp asked for without them. */
  readonly withoutCertificates?: boolean;
}

/**
 * A ContentInfo with SignedData and one signer, whose signed attributes name the signer's certificate by its digest (RFC 5652 5,
 * RFC 5035), DER. Throws CmsFault when the certificate cannot be read.
 */
export async function composeSignedData(signer: CmsSigner, signed: SignedContent): Promise<Uint8Array> {
  const { issuer, serial, publicKeyInfo } = skeletonOf(signer.certificate);
  const { contentType, content } = signed;
  if (signed.sha256.length !== 32) throw new RangeError(`a SHA-256 digest has 32 octets, not ${signed.sha256.length}`);
  const attributes = setOf([
    attribute(OID.contentType, objectIdentifier(contentType)),
    attribute(OID.signingTime, time(signed.signingTime)),
    attribute(OID.messageDigest, octetString(signed.sha256)),
    await signingCertificateV2(signer.certificate),
  ]);
  const signature = await signer.sign(attributes);
  const unsigned = (await signed.unsigned?.(signature)) ?? [];
  const signerInfo = sequence(
    smallInteger(1),
    sequence(issuer, tlv(0x02, serial)),
    digestIdentifier('sha256'),
    // In the SignerInfo the same SET OF is tagged [0]; what is signed bears the universal tag (RFC 5652 5.4).
    attributes.with(0, 0xa0),
    signatureIdentifierOf(publicKeyInfo),
    octetString(signature),
    ...(unsigned.length > 0 ? [setOf(unsigned, 0xa1)] : []),
  );
  const signedData = sequence(
    // RFC 5652 5.1: content other than data makes it version 3.
    smallInteger(contentType === OID.data ? 1 : 3),
    setOf([digestIdentifier('sha256')]),
    sequence(objectIdentifier(contentType), ...(content === undefined ? [] : [tlv(0xa0, octetString(content))])),
    ...(signed.withoutCertificates ? [] : [setOf([signer.certificate, ...signer.chain], 0xa0)]),
    setOf([signerInfo]),
  );
  return sequence(objectIdentifier(OID.signedData), tlv(0xa0, signedData));
}

/** SHA-256 of content at hand. */
export function sha256(content: Uint8Array): Promise<Uint8Array> {
  return digest('sha256', content);
}

import { equalBytes } from './bytes.ts';
import { CmsFault } from './fault.ts';
import { DIGEST_NAMES } from './oids.ts';
import { type ParsedCertificate, parsedCertificate } from './parsed-certificate.ts';
import type { CmsSignature } from './read-signed-data.ts';
import {
  digest,
  readSignatureAlgorithm,
  type SignatureAlgorithm,
  type VerifyValue,
  verifyWithKey,
} from './signature-algorithm.ts';

export type SignatureVerdict = { readonly valid: true } | { readonly valid: false; readonly reason: string };

const KNOWN_DIGESTS: ReadonlySet<string> = new Set(DIGEST_NAMES.values());

/**
 * Does the signature hold over a content with this digest (computed by the caller with `cms.digestAlgorithm`)? Checks the
 * attributes messageDigest and contentType and the signature value (RFC 5652 5.6) with the key of the certificate inside. It does
 * not judge that certificate (judgeChain) nor the strength of SHA-1: look at `digestAlgorithm`. Never throws on bad input.
 * `verify` checks the value, by default WebCrypto.
 */
export async function verifySignature(
  cms: CmsSignature,
  contentDigest: Uint8Array,
  verify: VerifyValue = verifyWithKey,
): Promise<SignatureVerdict> {
  const { signer } = cms;
  const attributes = signer.attributes;
  if (attributes === undefined) return invalid('the signature has no signed attributes');
  if (!KNOWN_DIGESTS.has(cms.digestAlgorithm))
    return invalid(`digest algorithm ${cms.digestAlgorithm} is not accepted`);
  if (signer.messageDigest === undefined) return invalid('the signed attributes have no message digest');
  if (signer.attributeContentType !== cms.contentType) return invalid('the signed content type is another');
  if (!equalBytes(signer.messageDigest, contentDigest))
    return invalid('the content was altered: its digest is another');
  return verifyValue(cms, attributes, verify);
}

/** The same for a content that is inside (.p7m) or at hand as one array; signatures without signed attributes are judged too. */
export async function verifyContent(
  cms: CmsSignature,
  content: Uint8Array | undefined = cms.encapsulated,
): Promise<SignatureVerdict> {
  if (content === undefined) return invalid('the content is not inside the signature');
  if (cms.signer.attributes === undefined) return verifyValue(cms, content, verifyWithKey);
  if (!KNOWN_DIGESTS.has(cms.digestAlgorithm))
    return invalid(`digest algorithm ${cms.digestAlgorithm} is not accepted`);
  return verifySignature(cms, await digest(cms.digestAlgorithm, content));
}

async function verifyValue(cms: CmsSignature, signed: Uint8Array, verify: VerifyValue): Promise<SignatureVerdict> {
  if (cms.signerCertificate === undefined) return invalid("the signer's certificate is not inside the signature");
  let certificate: ParsedCertificate;
  let algorithm: SignatureAlgorithm | undefined;
  try {
    certificate = parsedCertificate(cms.signerCertificate);
    algorithm = readSignatureAlgorithm(cms.signer.signatureAlgorithm, cms.digestAlgorithm);
  } catch (fault) {
    if (fault instanceof CmsFault) return invalid(fault.message);
    throw fault;
  }
  if (algorithm === undefined) return invalid('the signature algorithm is not accepted');
  if (algorithm.digest !== cms.digestAlgorithm) return invalid('the signature names two digest algorithms');
  const { publicKeyInfo } = certificate.skeleton;
  if (await verify(publicKeyInfo, algorithm, cms.signer.signature, signed)) return { valid: true };
  return invalid("the signature value does not fit the signer's key");
}

function invalid(reason: string): SignatureVerdict {
  return { valid: false, reason };
}

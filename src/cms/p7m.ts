import { CmsFault } from './fault.ts';
import { type CmsSignature, readSignedData } from './read-signed-data.ts';
import { digest } from './signature-algorithm.ts';
import { verifyContent } from './verify-signature.ts';
import { type PreparedSigner, signedAttributes, signedData } from './write-signed-data.ts';

/** The index of all providers with its signature is a few megabytes. */
const MAX_P7M_BYTES = 64 * 1024 * 1024;

/**
 * Content, signature and certificates in one file, binary DER (`.p7m`, RFC 6109 4.5): how an LDIF is published. `sign` is the
 * provider's signer, `signingTime` in milliseconds.
 */
export async function signedP7m(
  signer: PreparedSigner,
  content: Uint8Array,
  signingTime: number,
  sign: (attributes: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const attributes = signedAttributes(await digest('sha256', content), signingTime);
  return signedData(signer, attributes, await sign(attributes), content);
}

/**
 * Takes the content out of a `.p7m` when its signature holds (T120). Whose signature it is, the caller judges from
 * `cms.signerCertificate` (T121). Throws CmsFault with the reason.
 */
export async function openP7m(
  bytes: Uint8Array,
): Promise<{ readonly content: Uint8Array; readonly cms: CmsSignature }> {
  const cms = readSignedData(bytes, { maxBytes: MAX_P7M_BYTES });
  const verdict = await verifyContent(cms);
  if (!verdict.valid) throw new CmsFault(`p7m: ${verdict.reason}`);
  return { content: cms.encapsulated!, cms };
}

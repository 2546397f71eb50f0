import { prepareSigner, readSignedData, signedAttributes, signedData, verifyContent } from '#cms';
import type { Instant } from '#pec';
import type { Digests, Signer } from '#ports';

/** A document is not what its signature should make it: altered, or signed by somebody else. */
export class UntrustedDocument extends Error {
  override name = 'UntrustedDocument';
}

/** The document inside a `.p7m` signed by exactly this certificate (RFC 6109 4.5; spec 13.7). Throws UntrustedDocument. */
export async function openSignedDocument(p7m: Uint8Array, authority: Uint8Array): Promise<Uint8Array> {
  const cms = await readOrRefuse(p7m);
  const { signerCertificate, encapsulated } = cms;
  if (signerCertificate === undefined || encapsulated === undefined)
    throw new UntrustedDocument('signer or content is not inside');
  if (!sameBytes(signerCertificate, authority)) throw new UntrustedDocument('not signed by the authority of the index');
  const verdict = await verifyContent(cms);
  if (!verdict.valid) throw new UntrustedDocument(verdict.reason);
  return encapsulated;
}

async function readOrRefuse(p7m: Uint8Array) {
  try {
    return readSignedData(p7m);
  } catch (error) {
    throw new UntrustedDocument('not a signed document', { cause: error });
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, at) => octet === b[at]);
}

/** A document with the provider's signature around it, DER, for a `.p7m` (spec 13.3). */
export async function signDocument(
  content: Uint8Array,
  at: Instant,
  { signer, digests }: { signer: Signer; digests: Digests },
): Promise<Uint8Array> {
  const hasher = digests.sha256();
  hasher.update(content);
  const attributes = signedAttributes(hasher.digest(), at);
  const signature = await signer.sign(attributes, 'indice');
  return signedData(prepareSigner(signer.certificate, signer.chain), attributes, signature, content);
}

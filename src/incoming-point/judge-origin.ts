import { type CmsSignature, judgeChain, readCertificate, readSignedData, verifySignature } from '#cms';
import { type Rope, sliceRope } from '#mime';
import { bindingFault, type PecMessage, type ProviderRecord } from '#pec';
import { digestRope, QUEUE_LIFE_MS } from '#issuing';
import type { IncomingPointPorts } from './incoming.ts';

/** Where a message comes from, as far as its signature proves it (RFC 6109 2.2.2; spec 9.2, V1-V4). */
export type Origin =
  /** Signed by a provider of the index, certificate valid. `binding` is what V4 found wrong, if anything. */
  | { readonly kind: 'provider'; readonly record: ProviderRecord; readonly contentSha256: string; readonly binding?: string; readonly sha1: boolean }
  /** Everything else is ordinary mail; `error` is the concise text of the anomaly envelope (spec 9.5). */
  | { readonly kind: 'ordinary'; readonly error: string }
  /** No index, or no valid revocation list (spec 9.9): neither trusted nor called an anomaly. */
  | { readonly kind: 'unknown'; readonly reason: string };

export const NOT_PEC = 'dominio mittente non di posta certificata';
const BAD_SIGNATURE: Origin = { kind: 'ordinary', error: 'firma non valida' };

export async function judgeOrigin(message: PecMessage, rope: Rope, ports: IncomingPointPorts): Promise<Origin> {
  const { signed } = message;
  if (signed === undefined) return { kind: 'ordinary', error: NOT_PEC };
  const index = ports.trust.index();
  if (index === undefined) return { kind: 'unknown', reason: 'indice dei gestori non disponibile' };

  const cms = tryRead(signed.signature);
  if (cms?.signerCertificate === undefined) return BAD_SIGNATURE;
  const record = index.recordOfCertificate(cms.signerCertificate, (await readCertificate(cms.signerCertificate)).sha1);
  if (record === undefined) {
    const claimsPec = message.xTrasporto !== undefined || message.xRicevuta !== undefined;
    return { kind: 'ordinary', error: claimsPec ? 'certificato non appartenente a un gestore' : NOT_PEC };
  }
  const digest = await contentDigest(cms.digestAlgorithm, sliceRope(rope, signed.start, signed.end), ports);
  if (digest === undefined || !(await verifySignature(cms, digest.bytes)).valid) return BAD_SIGNATURE;

  const chain = await judgeValidity(cms.signerCertificate, cms.certificates, ports);
  if (chain.kind !== 'good') return chain;
  const binding = bindingFault(message, record, (await readCertificate(cms.signerCertificate)).emailAddresses);
  const sha1 = cms.digestAlgorithm === 'sha1';
  return { kind: 'provider', record, contentSha256: digest.name, sha1, ...(binding !== undefined && { binding }) };
}

function tryRead(signature: Uint8Array): CmsSignature | undefined {
  try {
    return readSignedData(signature);
  } catch {
    return undefined;
  }
}

/** The digest the signature speaks of; SHA-1 only while the setting allows it (spec 5.9). */
async function contentDigest(algorithm: string, content: Rope, { digests, blobs, acceptSha1 }: IncomingPointPorts) {
  if (algorithm === 'sha256') {
    const bytes = await digestRope(content, digests.sha256(), blobs);
    return { bytes, name: nameOf(bytes) };
  }
  if (algorithm !== 'sha1' || !acceptSha1) return undefined;
  const bytes = await digestRope(content, digests.sha1(), blobs);
  return { bytes, name: nameOf(await digestRope(content, digests.sha256(), blobs)) };
}

const nameOf = (bytes: Uint8Array) => bytes.toHex();

/**
 * Path, time and revocation of the signer, at reception time; a certificate that ended within the life of the queue may have
 * signed while it was good (spec 9.9).
 */
async function judgeValidity(
  leaf: Uint8Array, intermediates: readonly Uint8Array[], { trust, legalTime, acceptSha1 }: IncomingPointPorts,
): Promise<{ kind: 'good' } | Exclude<Origin, { kind: 'provider' }>> {
  const { notAfter } = await readCertificate(leaf);
  const now = legalTime.now();
  const at = now > notAfter && now <= notAfter + QUEUE_LIFE_MS ? notAfter : now;
  const roots = trust.roots();
  const verdict = await judgeChain({ leaf, intermediates, roots, crls: trust.crls(), at, crlsAt: now, revocation: 'required', acceptSha1 });
  if (verdict.validity !== 'ok') return { kind: 'ordinary', error: 'certificato scaduto' };
  if (verdict.path !== 'ok' || verdict.keyUsage !== 'ok' || verdict.nameConstraints !== 'ok') return BAD_SIGNATURE;
  if (verdict.revocation === 'revoked') return { kind: 'ordinary', error: 'certificato revocato' };
  if (verdict.revocation !== 'good') return { kind: 'unknown', reason: 'lista di revoca non disponibile' };
  return { kind: 'good' };
}

import { signatureTimestamps } from './cades.ts';
import { CmsFault } from './fault.ts';
import { type ChainVerdict, judgeChain } from './judge-chain.ts';
import { type CmsSignature, readSignedData } from './read-signed-data.ts';
import { digest, type VerifyValue } from './signature-algorithm.ts';
import { isReferenced, signingCertificates } from './signing-certificate.ts';
import { verifySignature } from './verify-signature.ts';
import { type TimestampVerdict, verifyTimestamp } from './verify-timestamp.ts';

export interface CadesQuestion {
  /** Of content that is outside; the digest is that of the algorithm the signature names, SHA-256 in what is made here. */
  readonly contentDigest?: Uint8Array;
  /** Trusted for the signer, DER. */
  readonly roots: readonly Uint8Array[];
  /** Trusted for time-stamps; `roots` unless said otherwise. */
  readonly timestampRoots?: readonly Uint8Array[];
  /** The instant of judging, milliseconds. */
  readonly at: number;
  /** An instant at which the signature is known to have existed, when something else proves that: a time-stamp over the file. */
  readonly existedAt?: number;
  readonly crls?: readonly Uint8Array[];
  readonly ocsp?: readonly Uint8Array[];
  /** Of the signer's certificate; `if-given` unless said otherwise. */
  readonly revocation?: 'required' | 'if-given';
  readonly acceptSha1?: boolean;
  readonly maxBytes?: number;
  readonly verify?: VerifyValue;
}

/** A CAdES signature judged, each question answered apart. */
export interface CadesVerdict {
  readonly valid: boolean;
  /** Does the signature hold over the content? */
  readonly signature: 'ok' | 'fault';
  /** Is the signer's certificate the one that was signed along? */
  readonly signingCertificate: 'ok' | 'fault' | 'absent';
  /** Of the time-stamps inside. */
  readonly timestamps: readonly TimestampVerdict[];
  /** Since when the signature provably exists, milliseconds: the earliest good time-stamp, or `existedAt`. */
  readonly existedAt?: number;
  /** The signer's certificate at `existedAt`, or else at the instant of judging. */
  readonly chain?: ChainVerdict;
  readonly reasons: readonly string[];
  readonly cms?: CmsSignature;
}

/**
 * Judges a CAdES signature, detached or with its content (RFC 5126; ETSI EN 319 102-1 5.3, 5.5): a signer's certificate that has
 * ended since is good when a time-stamp proves that the signature was there before. Never throws on bad input.
 */
export async function verifyCades(der: Uint8Array, question: CadesQuestion): Promise<CadesVerdict> {
  try {
    const { maxBytes } = question;
    return await judge(readSignedData(der, maxBytes === undefined ? {} : { maxBytes }), question);
  } catch (fault) {
    if (!(fault instanceof CmsFault)) throw fault;
    const nothing = { valid: false, signature: 'fault', signingCertificate: 'absent', timestamps: [] } as const;
    return { ...nothing, reasons: [`the signature cannot be read: ${fault.message}`] };
  }
}

async function judge(cms: CmsSignature, question: CadesQuestion): Promise<CadesVerdict> {
  const reasons: string[] = [];
  const signature = await signatureFault(cms, question);
  if (signature !== undefined) reasons.push(signature);
  const signingCertificate = await referenceOf(cms);
  if (signingCertificate === 'fault') reasons.push('the signature names another certificate than that of its signer');
  const timestamps = await timestampsOf(cms, question);
  for (const one of timestamps) reasons.push(...one.reasons);
  const good = timestamps.filter(({ valid }) => valid).map(({ stampedAt }) => stampedAt!);
  const known = [...good, ...(question.existedAt === undefined ? [] : [question.existedAt])];
  const existedAt = known.length === 0 ? undefined : Math.min(...known);
  const chain = await chainOf(cms, question, existedAt ?? question.at);
  reasons.push(...(chain?.reasons ?? []));
  return {
    valid: reasons.length === 0,
    signature: signature === undefined ? 'ok' : 'fault',
    signingCertificate,
    timestamps,
    ...(existedAt !== undefined && { existedAt }),
    ...(chain !== undefined && { chain }),
    reasons,
    cms,
  };
}

async function signatureFault(cms: CmsSignature, question: CadesQuestion): Promise<string | undefined> {
  const { encapsulated, digestAlgorithm } = cms;
  if (digestAlgorithm === 'sha1' && !question.acceptSha1) return 'the signature is made with SHA-1';
  if (encapsulated === undefined && question.contentDigest === undefined) return 'the content is not at hand';
  const content = question.contentDigest ?? (await digest(digestAlgorithm, encapsulated!));
  const verdict = await verifySignature(cms, content, question.verify);
  return verdict.valid ? undefined : verdict.reason;
}

async function referenceOf(cms: CmsSignature): Promise<CadesVerdict['signingCertificate']> {
  const references = signingCertificates(cms);
  if (references.length === 0 || cms.signerCertificate === undefined) return 'absent';
  return (await isReferenced(cms.signerCertificate, references)) ? 'ok' : 'fault';
}

async function timestampsOf(cms: CmsSignature, question: CadesQuestion): Promise<readonly TimestampVerdict[]> {
  const { at, crls = [], ocsp = [], acceptSha1 = false, verify } = question;
  const roots = question.timestampRoots ?? question.roots;
  const common = { roots, at, crls, ocsp, acceptSha1, extraCertificates: cms.certificates, ...(verify && { verify }) };
  const content = cms.signer.signature;
  return Promise.all(signatureTimestamps(cms).map((token) => verifyTimestamp(token, { content, ...common })));
}

function chainOf(cms: CmsSignature, question: CadesQuestion, at: number): Promise<ChainVerdict> | undefined {
  if (cms.signerCertificate === undefined) return undefined;
  const { roots, crls = [], ocsp = [], revocation = 'if-given', acceptSha1 = false } = question;
  return judgeChain({
    leaf: cms.signerCertificate,
    intermediates: cms.certificates,
    roots,
    crls: [...crls, ...cms.crls],
    ocsp,
    at,
    revocation,
    acceptSha1,
  });
}

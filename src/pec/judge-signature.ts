import {
  type Certificate,
  type ChainVerdict,
  CmsFault,
  type CmsSignature,
  judgeChain,
  readCertificate,
  readSignedData,
  type VerifyValue,
  verifySignature,
} from '#cms';
import { domainOf, sameAddress } from '#mime';
import type { Instant } from './facts.ts';
import { ANOMALY, RECEIVED_FAULT as FAULT } from './fault-texts.ts';
import type { ProviderIndexView, ProviderRecord } from './provider-records.ts';
import type { OctetRange, PecMessage } from './read-message.ts';

/** What the signature of a message is worth (spec 9.2, V1-V4): each question answered apart. */
export interface SignatureJudgement {
  readonly signature: 'absent' | 'valid' | 'invalid';
  /** In plain English, with `invalid`. */
  readonly signatureReason?: string;
  /** V2: is the signer's certificate, octet by octet, in the index of providers? */
  readonly inIndex: 'yes' | 'no' | 'not-judged';
  /** The record that owns it. */
  readonly record?: ProviderRecord;
  /** V3; absent when there is no certificate to judge. */
  readonly chain?: ChainVerdict;
  /** V4: does From belong to that certificate, and its domain to that record? */
  readonly binding: 'ok' | 'fault' | 'not-judged';
  readonly bindingReason?: string;
  /** The same in Italian, for the text of an anomaly envelope. */
  readonly bindingError?: string;
  /** The digest is SHA-1, whether accepted or not. */
  readonly sha1: boolean;
  readonly digestAlgorithm?: string;
  readonly signer?: Certificate;
}

export interface SignatureQuestion {
  readonly message: PecMessage;
  /** Digest of a range of the message by the CMS's algorithm: `sha1`, `sha256`, `sha384` or `sha512`. */
  digest(range: OctetRange, algorithm: string): Promise<Uint8Array>;
  /** Trusted root certificates, DER. */
  readonly trust: readonly Uint8Array[];
  /** Absent: membership is not judged. */
  readonly index?: ProviderIndexView;
  /** Hand in the same arrays each time: they are read once. */
  readonly crls?: readonly Uint8Array[];
  /** OCSP answers, DER: as good as a list. */
  readonly ocsp?: readonly Uint8Array[];
  readonly at: Instant;
  readonly revocation: 'required' | 'if-given';
  readonly acceptSha1: boolean;
  /** Checks the signature value; absent: WebCrypto does. */
  readonly verify?: VerifyValue;
}

const NOT_JUDGED = { inIndex: 'not-judged', binding: 'not-judged', sha1: false } as const;
const DIGESTS = ['sha1', 'sha256', 'sha384', 'sha512'];

/** Judges existence, origin, validity and binding of the signature (RFC 6109 2.2.2; spec 9.2, 14.2). Never throws on bad input. */
export async function judgeSignature(question: SignatureQuestion): Promise<SignatureJudgement> {
  const { message, acceptSha1 } = question;
  if (!message.signed) return { ...NOT_JUDGED, signature: 'absent' };
  const cms = read(message.signed.signature);
  if (typeof cms === 'string') return { ...NOT_JUDGED, signature: 'invalid', signatureReason: cms };
  const { digestAlgorithm } = cms;
  const sha1 = digestAlgorithm === 'sha1';
  const facts = { sha1, digestAlgorithm };
  if (!DIGESTS.includes(digestAlgorithm)) {
    return { ...NOT_JUDGED, ...facts, signature: 'invalid', signatureReason: `unknown digest ${digestAlgorithm}` };
  }
  if (sha1 && !acceptSha1) {
    return { ...NOT_JUDGED, ...facts, signature: 'invalid', signatureReason: 'SHA-1 is not accepted' };
  }
  const digest = await question.digest(message.signed.content, digestAlgorithm);
  const verdict = await verifySignature(cms, digest, question.verify);
  if (!verdict.valid) {
    return { ...NOT_JUDGED, ...facts, signature: 'invalid', signatureReason: verdict.reason };
  }
  return { ...facts, signature: 'valid', ...(await judgeSigner(cms, question)) };
}

function read(bytes: Uint8Array): CmsSignature | string {
  try {
    return readSignedData(bytes);
  } catch (error) {
    if (error instanceof CmsFault) return error.message;
    throw error;
  }
}

async function judgeSigner(cms: CmsSignature, question: SignatureQuestion) {
  const leaf = cms.signerCertificate;
  if (!leaf) return { inIndex: 'not-judged', binding: 'not-judged' } as const;
  const { index, trust, at, revocation, acceptSha1, crls = [], ocsp = [] } = question;
  const [signer, chain] = await Promise.all([
    readCertificate(leaf),
    judgeChain({ leaf, intermediates: cms.certificates, roots: trust, crls, ocsp, at, revocation, acceptSha1 }),
  ]);
  const record = index?.recordOfCertificate(leaf, signer.sha1);
  const fault = bindingFault(question.message, signer, record);
  return {
    inIndex: index === undefined ? 'not-judged' : record ? 'yes' : 'no',
    ...(record ? { record } : {}),
    chain,
    binding: fault === undefined ? 'ok' : 'fault',
    ...fault,
    signer,
  } as const;
}

/** V4 (RFC 6109 2.1, 5.5.2, 7; T76): From is an address of the certificate, and its domain one of the record's. */
function bindingFault(
  message: PecMessage,
  { emailAddresses }: Certificate,
  record?: ProviderRecord,
): Required<Pick<SignatureJudgement, 'bindingReason' | 'bindingError'>> | undefined {
  const from = message.from?.address;
  if (from === undefined) {
    return { bindingReason: 'From does not hold exactly one address', bindingError: FAULT.fromNotOne };
  }
  if (!emailAddresses.some((address) => sameAddress(address, from))) {
    const bindingReason = `From is ${from}, the certificate is of ${emailAddresses.join(', ') || 'no address'}`;
    return { bindingReason, bindingError: FAULT.notOfCertificate(from, emailAddresses) };
  }
  const domain = domainOf(from);
  if (record && !record.managedDomains.includes(domain) && domain !== domainOf(record.mailReceipt)) {
    const bindingReason = `${domain} is not a domain of ${record.name}`;
    return { bindingReason, bindingError: FAULT.notOfRecord(domain, record.name) };
  }
  return undefined;
}

/** Is a CRL missing that must be had? Then nothing is decided: 451, and the peer tries again (spec 9.9; T74). */
export function mustTryLater(judgement: SignatureJudgement): boolean {
  return judgement.chain?.revocation === 'unavailable';
}

/**
 * The concise error for an anomaly envelope when V1-V3 fail (spec 9.5): such a message counts as ordinary mail. Undefined when the
 * signature is that of a provider, and only binding and form remain to be judged.
 */
export function signatureError(judgement: SignatureJudgement): string | undefined {
  const { chain } = judgement;
  if (judgement.signature === 'absent') return ANOMALY.ordinary;
  if (judgement.signature === 'invalid' || !chain) return ANOMALY.badSignature;
  if (judgement.inIndex === 'no') return ANOMALY.notAProvider;
  if (chain.revocation === 'revoked') return ANOMALY.revoked;
  if (chain.validity === 'expired') return ANOMALY.expired;
  const sound = chain.path === 'ok' && chain.nameConstraints === 'ok' && chain.keyUsage === 'ok';
  return sound && chain.validity === 'ok' ? undefined : ANOMALY.badSignature;
}

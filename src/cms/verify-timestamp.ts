import { equalBytes } from './bytes.ts';
import { CmsFault } from './fault.ts';
import { type ChainVerdict, judgeChain } from './judge-chain.ts';
import type { MessageImprint } from './message-imprint.ts';
import { OID } from './oids.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import { digest, type VerifyValue } from './signature-algorithm.ts';
import { isReferenced, signingCertificates } from './signing-certificate.ts';
import { extensionOf } from './skeleton.ts';
import { readTimestampToken, type TimestampToken } from './timestamp-token.ts';
import { verifySignature } from './verify-signature.ts';

/** A clock that is ahead by less than this is no fault: two machines never agree to the millisecond. */
const CLOCK_TOLERANCE_MS = 60_000;

/** What must have been stamped: a SHA-256 digest, one of another algorithm by its name, or the octets themselves. */
export type StampedDigest =
  | { readonly content: Uint8Array }
  | { readonly sha256: Uint8Array }
  | { readonly digest: Uint8Array; readonly digestAlgorithm: string };

export type TimestampQuestion = StampedDigest & {
  /** Trusted for time-stamps, DER. */
  readonly roots: readonly Uint8Array[];
  /** The instant of judging, milliseconds: the authority's certificates must hold then, not only when it stamped. */
  readonly at: number;
  readonly crls?: readonly Uint8Array[];
  /** OCSP answers, DER. */
  readonly ocsp?: readonly Uint8Array[];
  /** `if-given` unless said otherwise: revocation data that are there are heeded. */
  readonly revocation?: 'required' | 'if-given';
  /** Certificates that may be missing in the token. */
  readonly extraCertificates?: readonly Uint8Array[];
  readonly acceptSha1?: boolean;
  /** Checks the signature value; absent: WebCrypto does. */
  readonly verify?: VerifyValue;
};

type Answer = 'ok' | 'fault';

/** A time-stamp judged at one instant, each question answered apart (RFC 3161 2.2, 2.3, 2.4.2; RFC 5816). */
export interface TimestampVerdict {
  /** Nothing is against it: it proves that the digest existed at `stampedAt`. */
  readonly valid: boolean;
  /** The time it states, milliseconds; absent when the token cannot be read. */
  readonly stampedAt?: number;
  /** Subject of the authority's certificate. */
  readonly authority?: string;
  /** Until when the authority's certificates hold, milliseconds: it must be renewed before. */
  readonly holdsUntil?: number;
  /** Is it over this digest? */
  readonly imprint: Answer;
  /** Does the signature hold over what it states? */
  readonly signature: Answer;
  /** May the signer give time-stamps: extended key usage timeStamping, critical and alone? */
  readonly signer: Answer;
  /** Is the signer's certificate the one the signature names by its digest? */
  readonly signingCertificate: Answer;
  /** Is its own time within the signer's certificate, and not after the instant of judging? */
  readonly time: Answer;
  /** Path, validity, revocation, usages at the instant of judging; absent when there is no certificate to judge. */
  readonly chain?: ChainVerdict;
  /** Everything that is not well, in plain English. */
  readonly reasons: readonly string[];
  readonly token?: TimestampToken;
}

/** Judges the DER of a TimeStampToken. Never throws on bad input. */
export async function verifyTimestamp(der: Uint8Array, question: TimestampQuestion): Promise<TimestampVerdict> {
  try {
    return await judge(readTimestampToken(der, question.extraCertificates), question);
  } catch (fault) {
    if (!(fault instanceof CmsFault)) throw fault;
    const nothing = { imprint: 'fault', signature: 'fault', signer: 'fault', signingCertificate: 'fault' } as const;
    return { ...nothing, valid: false, time: 'fault', reasons: [`the time-stamp cannot be read: ${fault.message}`] };
  }
}

async function judge(token: TimestampToken, question: TimestampQuestion): Promise<TimestampVerdict> {
  const reasons: string[] = [];
  const answer = (reason: string | undefined): Answer => {
    if (reason !== undefined) reasons.push(reason);
    return reason === undefined ? 'ok' : 'fault';
  };
  const imprint = answer(await imprintFault(token, question));
  const signature = answer(await signatureFault(token, question));
  const stated = { stampedAt: token.at, token, imprint, signature };
  if (token.signerCertificate === undefined) {
    const nothing = { signer: 'fault', signingCertificate: 'fault', time: 'fault' } as const;
    return { ...stated, ...nothing, valid: false, reasons };
  }
  const signer = answer(signerFault(token.signerCertificate));
  const signingCertificate = answer(await referenceFault(token, token.signerCertificate));
  const time = answer(timeFault(token, token.signerCertificate, question.at));
  const chain = await chainOf(token, token.signerCertificate, question);
  reasons.push(...chain.reasons.map((reason) => `the authority of the time-stamp: ${reason}`));
  return {
    ...stated,
    valid: reasons.length === 0,
    authority: parsedCertificate(token.signerCertificate).subject,
    ...(chain.holdsUntil !== undefined && { holdsUntil: chain.holdsUntil }),
    signer,
    signingCertificate,
    time,
    chain,
    reasons,
  };
}

async function imprintFault(token: MessageImprint, question: TimestampQuestion): Promise<string | undefined> {
  const { digestAlgorithm, digest: wanted } = await digestOf(question, token.digestAlgorithm);
  if (token.digestAlgorithm !== digestAlgorithm) {
    return `the time-stamp is over a ${token.digestAlgorithm} digest, not ${digestAlgorithm}`;
  }
  if (digestAlgorithm === 'sha1' && !question.acceptSha1) return 'the time-stamp is over a SHA-1 digest';
  return equalBytes(token.digest, wanted) ? undefined : 'the time-stamp is over something else: its digest is another';
}

async function digestOf(stamped: StampedDigest, digestAlgorithm: string): Promise<MessageImprint> {
  if ('sha256' in stamped) return { digestAlgorithm: 'sha256', digest: stamped.sha256 };
  if ('digest' in stamped) return stamped;
  return { digestAlgorithm, digest: await digest(digestAlgorithm, stamped.content) };
}

async function signatureFault({ cms }: TimestampToken, question: TimestampQuestion): Promise<string | undefined> {
  const { verify, acceptSha1 } = question;
  if (cms.signerCertificate === undefined) return 'the certificate of the time-stamp authority is not at hand';
  if (cms.digestAlgorithm === 'sha1' && !acceptSha1) return 'the time-stamp is signed with SHA-1';
  const content = await digest(cms.digestAlgorithm, cms.encapsulated!);
  const verdict = await verifySignature(cms, content, verify);
  return verdict.valid ? undefined : `the time-stamp is not what its authority signed: ${verdict.reason}`;
}

function signerFault(certificate: Uint8Array): string | undefined {
  const { skeleton, extensions, subject } = parsedCertificate(certificate);
  const [purpose, ...others] = extensions.extendedKeyUsage ?? [];
  if (purpose !== OID.timeStamping || others.length > 0) return `${subject} is not a time-stamp authority`;
  return extensionOf(skeleton, OID.extKeyUsage)?.critical === true
    ? undefined
    : `${subject} is not a time-stamp authority: its extended key usage is not critical`;
}

async function referenceFault({ cms }: TimestampToken, certificate: Uint8Array): Promise<string | undefined> {
  const references = signingCertificates(cms);
  if (references.length === 0) return 'the time-stamp does not name the certificate of its signer';
  if (await isReferenced(certificate, references)) return undefined;
  return 'the time-stamp names another certificate than that of its signer';
}

function timeFault(token: TimestampToken, certificate: Uint8Array, at: number): string | undefined {
  const { notBefore, notAfter } = parsedCertificate(certificate).skeleton;
  const stamped = new Date(token.at).toISOString();
  if (token.at < notBefore || token.at >= notAfter + 1000) {
    return `the time-stamp states ${stamped}, when the certificate of its authority did not hold`;
  }
  return token.at > at + CLOCK_TOLERANCE_MS + (token.accuracyMs ?? 0)
    ? `the time-stamp states ${stamped}, which is after the instant of judging`
    : undefined;
}

function chainOf(token: TimestampToken, leaf: Uint8Array, question: TimestampQuestion): Promise<ChainVerdict> {
  const {
    roots,
    at,
    crls = [],
    ocsp = [],
    revocation = 'if-given',
    acceptSha1 = false,
    extraCertificates = [],
  } = question;
  return judgeChain({
    leaf,
    intermediates: [...token.certificates, ...extraCertificates],
    roots,
    crls: [...crls, ...token.cms.crls],
    ocsp,
    at,
    revocation,
    acceptSha1,
    purpose: 'timestamping',
  });
}

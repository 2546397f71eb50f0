import { digest, judgeChain, type TimestampVerdict, verifyCades, verifyTimestamp } from '#cms';
import { type Instant, isoLegalTime } from '#pec';
import { readCountersignature } from './countersignature.ts';
import { type EvidenceCheck, fault, missing, ok } from './evidence-check.ts';
import { EvidenceFault } from './fault.ts';
import type { EvidenceTrust } from './inclusion-evidence.ts';
import type { LogHead } from './log-head.ts';
import { readSignedHead, type SignedHead } from './signed-head.ts';

/** A signed head with all that was said of it. */
export interface HeadEvidence {
  /** CMS with the head inside, DER. */
  readonly p7m: Uint8Array;
  /** TimeStampToken over the CMS, DER. */
  readonly timestamp?: Uint8Array;
  /** What witnesses signed, DER each. */
  readonly countersignatures: readonly Uint8Array[];
}

/** A head can't be stamped before it was made; clocks differ by less than this. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Judges a head: form and signature, time-stamp, signer, witnesses. `head` is absent when nothing can be taken out of it. */
export async function judgeHead(
  evidence: HeadEvidence,
  trust: EvidenceTrust,
  at: Instant,
): Promise<{ readonly head?: LogHead; readonly checks: readonly EvidenceCheck[] }> {
  const signed = await signedOrFault(evidence.p7m);
  if (signed instanceof EvidenceFault) return { checks: [fault('head', 'head', signed.message)] };
  const { head } = signed;
  const subject = `head of ${head.day}, ${head.size} leaves`;
  const stamp = await stampOf(evidence, trust, at);
  const existedAt = stamp?.valid ? stamp.stampedAt : undefined;
  return {
    head,
    checks: [
      judgeOwner(head, trust, subject),
      judgeStamp(stamp, head, subject),
      await judgeSigner(signed, trust, at, existedAt, subject),
      ...(await judgeWitnesses(evidence, head, trust, existedAt ?? at, subject)),
    ],
  };
}

function judgeOwner({ provider, domain, at }: LogHead, trust: EvidenceTrust, subject: string): EvidenceCheck {
  if (trust.domain !== undefined && domain !== trust.domain)
    return fault('head', subject, `it is of the log of ${domain}, not of ${trust.domain}`);
  return ok('head', subject, `signed by ${provider} on ${isoLegalTime(at)}`);
}

async function signedOrFault(p7m: Uint8Array): Promise<SignedHead | EvidenceFault> {
  try {
    return await readSignedHead(p7m);
  } catch (wrong) {
    if (wrong instanceof EvidenceFault) return wrong;
    throw wrong;
  }
}

async function stampOf({ p7m, timestamp }: HeadEvidence, trust: EvidenceTrust, at: Instant) {
  if (timestamp === undefined) return undefined;
  const { roots, timestampRoots = roots, crls = [], ocsp = [], verify } = trust;
  const sha256 = await digest('sha256', p7m);
  return verifyTimestamp(timestamp, { sha256, roots: timestampRoots, at, crls, ocsp, ...(verify && { verify }) });
}

function judgeStamp(stamp: TimestampVerdict | undefined, head: LogHead, subject: string): EvidenceCheck {
  if (stamp === undefined) return missing('timestamp', subject, 'no authority says since when it exists');
  const { valid, stampedAt, authority, reasons } = stamp;
  if (!valid || stampedAt === undefined) return fault('timestamp', subject, reasons.join('; '));
  if (stampedAt < head.at - CLOCK_TOLERANCE_MS)
    return fault('timestamp', subject, `stamped on ${isoLegalTime(stampedAt)}, before it was made`);
  return ok('timestamp', subject, `stamped on ${isoLegalTime(stampedAt)} by ${authority}`);
}

async function judgeSigner(
  { p7m, head }: SignedHead,
  { roots, crls = [], ocsp = [], verify }: EvidenceTrust,
  at: Instant,
  existedAt: Instant | undefined,
  subject: string,
): Promise<EvidenceCheck> {
  const known = { roots, at, crls, ocsp, ...(existedAt !== undefined && { existedAt }), ...(verify && { verify }) };
  const verdict = await verifyCades(p7m, known);
  if (!verdict.valid) return fault('signer', subject, verdict.reasons.join('; '));
  return ok('signer', subject, `the certificate of ${head.domain} was good on ${isoLegalTime(existedAt ?? at)}`);
}

async function judgeWitnesses(
  { p7m, countersignatures }: HeadEvidence,
  head: LogHead,
  trust: EvidenceTrust,
  at: Instant,
  subject: string,
): Promise<readonly EvidenceCheck[]> {
  if (countersignatures.length === 0)
    return [missing('witness', subject, 'no other provider has signed that it saw it')];
  return Promise.all(countersignatures.map((p7s) => judgeWitness(p7s, p7m, head, trust, at, subject)));
}

async function judgeWitness(
  p7s: Uint8Array,
  p7m: Uint8Array,
  head: LogHead,
  { roots, crls = [] }: EvidenceTrust,
  at: Instant,
  subject: string,
): Promise<EvidenceCheck> {
  try {
    const { witness, certificate, intermediates, signingTime = at } = await readCountersignature(p7s, p7m);
    if (witness === head.domain) return fault('witness', subject, `${witness} is its own witness`);
    const question = { leaf: certificate, intermediates, roots, crls, at, revocation: 'if-given' } as const;
    const { reasons } = await judgeChain(question);
    if (reasons.length > 0) return fault('witness', subject, `${witness}: ${reasons.join('; ')}`);
    return ok('witness', subject, `${witness} signed that it saw it, on ${isoLegalTime(signingTime)}`);
  } catch (wrong) {
    if (wrong instanceof EvidenceFault) return fault('witness', subject, wrong.message);
    throw wrong;
  }
}

import { equalBytes } from './bytes.ts';
import { CmsFault } from './fault.ts';
import { isNamed } from './ocsp-identifier.ts';
import { type OcspAnswer, type OcspResponse, readOcspResponse } from './ocsp-response.ts';
import { OID } from './oids.ts';
import { type ParsedCertificate, parsedCertificate } from './parsed-certificate.ts';
import { readSignatureAlgorithm, verifyWithKey } from './signature-algorithm.ts';

/** An answer that names no end is believed this long: the target age of revocation data (spec 9.9). */
const MAX_AGE_MS = 3_600_000;
const CLOCK_TOLERANCE_MS = 60_000;

/** What one OCSP response says of a certificate. */
export type OcspVerdict =
  | { readonly state: 'good'; readonly thisUpdate: number; readonly nextUpdate?: number }
  | { readonly state: 'revoked'; readonly since: number }
  /** It says nothing that counts; `reason` begins with a verb: "the OCSP answer …". */
  | { readonly state: 'unknown'; readonly reason: string; readonly revokedBefore?: number }
  /** It is about other certificates. */
  | { readonly state: 'other' };

export interface OcspQuestion {
  readonly subject: ParsedCertificate;
  /** CAs that may have issued it. */
  readonly authorities: readonly ParsedCertificate[];
  /** Milliseconds. */
  readonly at: number;
  readonly acceptSha1: boolean;
}

/**
 * What an OCSP response says of a certificate at an instant: the responder must be the issuer itself or hold a certificate of the
 * issuer for that purpose, and the answer must be in its time (RFC 6960 3.2, 4.2.2.2). Never throws on bad input.
 */
export async function judgeOcsp(der: Uint8Array, question: OcspQuestion): Promise<OcspVerdict> {
  try {
    const response = readOcspResponse(der);
    for (const issuer of question.authorities) {
      if (issuer.subjectKey !== question.subject.issuerKey) continue;
      for (const answer of response.answers) {
        if (!(await isNamed(answer.certificate, question.subject, issuer))) continue;
        const unfit = await responderFault(response, issuer, question);
        if (unfit !== undefined) return { state: 'unknown', reason: unfit };
        const late = timeFault(answer, question);
        if (late === undefined) return said(answer, question);
        const { since = Infinity } = answer;
        return { state: 'unknown', reason: late, ...(since <= question.at && { revokedBefore: since }) };
      }
    }
    return { state: 'other' };
  } catch (fault) {
    if (fault instanceof CmsFault) return { state: 'other' };
    throw fault;
  }
}

/**
 * The same for who asks a responder: does this response, just fetched, tell whether the certificate is good or revoked? `nonce`: of the
 * request, when an answer made for it alone is wanted. Throws CmsFault when a certificate cannot be read.
 */
export async function verifyOcspResponse(
  der: Uint8Array,
  asked: {
    readonly certificate: Uint8Array;
    readonly issuer: Uint8Array;
    readonly at: number;
    readonly nonce?: Uint8Array;
  },
): Promise<Exclude<OcspVerdict, { state: 'other' }>> {
  const [subject, issuer] = [parsedCertificate(asked.certificate), parsedCertificate(asked.issuer)];
  try {
    const { nonce } = readOcspResponse(der);
    if (asked.nonce !== undefined && !(nonce !== undefined && equalBytes(nonce, asked.nonce))) {
      return { state: 'unknown', reason: 'answers another request: its nonce is not ours' };
    }
  } catch (fault) {
    if (fault instanceof CmsFault) return { state: 'unknown', reason: `cannot be read: ${fault.message}` };
    throw fault;
  }
  const verdict = await judgeOcsp(der, { subject, authorities: [issuer], at: asked.at, acceptSha1: false });
  return verdict.state === 'other' ? { state: 'unknown', reason: 'is about another certificate' } : verdict;
}

function said(answer: OcspAnswer, { subject, at }: OcspQuestion): OcspVerdict {
  const { status, since, thisUpdate, nextUpdate } = answer;
  if (status === 'unknown')
    return { state: 'unknown', reason: 'says that the responder does not know the certificate' };
  if (status === 'revoked' && since! <= at) return { state: 'revoked', since: since! };
  const { notAfter } = subject.skeleton;
  // As with lists: who answers after the end of the certificate may have forgotten it (RFC 6960 4.4.4).
  if (status === 'good' && thisUpdate > notAfter && at <= notAfter) {
    return { state: 'unknown', reason: 'is younger than the end of the certificate' };
  }
  return { state: 'good', thisUpdate, ...(nextUpdate !== undefined && { nextUpdate }) };
}

function timeFault({ thisUpdate, nextUpdate }: OcspAnswer, { at }: OcspQuestion): string | undefined {
  const end = nextUpdate ?? thisUpdate + MAX_AGE_MS;
  if (end < at - CLOCK_TOLERANCE_MS) return `is out of date since ${new Date(end).toISOString()}`;
  return undefined;
}

const signed = new WeakMap<OcspResponse, Map<Uint8Array, Promise<boolean>>>();

/** Checked once for a response and a key: both are cached objects. */
function isSignedWith(response: OcspResponse, publicKeyInfo: Uint8Array): Promise<boolean> {
  const byKey = signed.get(response) ?? new Map<Uint8Array, Promise<boolean>>();
  const known = byKey.get(publicKeyInfo);
  if (known !== undefined) return known;
  const algorithm = readSignatureAlgorithm(response.signatureAlgorithm)!;
  const answer = verifyWithKey(publicKeyInfo, algorithm, response.signature, response.tbs);
  if (byKey.size < 16) byKey.set(publicKeyInfo, answer);
  signed.set(response, byKey);
  return answer;
}

async function responderFault(
  response: OcspResponse,
  issuer: ParsedCertificate,
  question: OcspQuestion,
): Promise<string | undefined> {
  const algorithm = readSignatureAlgorithm(response.signatureAlgorithm);
  if (algorithm === undefined) return 'is signed with an algorithm not accepted';
  if (algorithm.digest === 'sha1' && !question.acceptSha1) return 'is signed with SHA-1';
  if (await isSignedWith(response, issuer.skeleton.publicKeyInfo)) return undefined;
  for (const der of response.certificates) {
    const responder = parsedCertificate(der);
    if (!(await isSignedWith(response, responder.skeleton.publicKeyInfo))) continue;
    return delegationFault(responder, issuer, response.producedAt, question.acceptSha1);
  }
  return 'is not signed by the issuer of the certificate, nor by a responder of it';
}

/** RFC 6960 4.2.2.2: issued by the CA itself, for this purpose; it answers while its certificate holds. */
async function delegationFault(
  responder: ParsedCertificate,
  issuer: ParsedCertificate,
  producedAt: number,
  acceptSha1: boolean,
): Promise<string | undefined> {
  const { skeleton, extensions, subject } = responder;
  if (responder.issuerKey !== issuer.subjectKey) return `is signed by ${subject}, whom another CA certified`;
  const algorithm = readSignatureAlgorithm(skeleton.signatureAlgorithm);
  if (algorithm === undefined || (algorithm.digest === 'sha1' && !acceptSha1)) {
    return `is signed by ${subject}, whose certificate is signed with an algorithm not accepted`;
  }
  if (!(await verifyWithKey(issuer.skeleton.publicKeyInfo, algorithm, skeleton.signature, skeleton.tbs))) {
    return `is signed by ${subject}, whom the issuer did not certify`;
  }
  if (!extensions.extendedKeyUsage?.includes(OID.ocspSigning)) return `is signed by ${subject}, who may not answer`;
  if (extensions.unknownCritical.length > 0) return `is signed by ${subject}, whose certificate is not understood`;
  if (producedAt < skeleton.notBefore || producedAt >= skeleton.notAfter + 1000) {
    return `is signed by ${subject} outside the term of its certificate`;
  }
  return undefined;
}

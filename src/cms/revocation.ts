import { serialText } from './certificate.ts';
import { type CrlList, readCrl } from './crl.ts';
import { KEY_USAGE } from './extensions.ts';
import { CmsFault } from './fault.ts';
import { judgeOcsp } from './judge-ocsp.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { readSignatureAlgorithm, verifyWithKey } from './signature-algorithm.ts';

export type Revocation =
  | { readonly state: 'good' }
  | { readonly state: 'revoked'; readonly since: number }
  /**
   * No list says anything; `reason` names why the nearest one does not. `revokedBefore`: one that is out of date said revoked since then; it
   * may have been a suspension, lifted since.
   */
  | { readonly state: 'unknown'; readonly reason: string; readonly revokedBefore?: number };

export interface RevocationQuestion {
  readonly subject: ParsedCertificate;
  /** The CAs of the path. */
  readonly authorities: readonly ParsedCertificate[];
  readonly crls: readonly Uint8Array[];
  readonly ocsp: readonly Uint8Array[];
  readonly at: number;
  readonly acceptSha1: boolean;
}

/**
 * What CRLs and OCSP answers say of `subject` at instant `at`: one of them that says so is enough, for good (spec 14.2) and for bad. For
 * bad the earliest instant counts.
 */
export async function judgeRevocation(question: RevocationQuestion): Promise<Revocation> {
  const answers = [await judgeLists(question), ...(await judgeAnswers(question))];
  const revoked = answers.filter((answer) => answer.state === 'revoked').map(({ since }) => since);
  if (revoked.length > 0) return { state: 'revoked', since: Math.min(...revoked) };
  const good = answers.find(({ state }) => state === 'good');
  if (good !== undefined) return good;
  return answers.find((answer) => answer.state === 'unknown' && answer.revokedBefore !== undefined) ?? answers.at(-1)!;
}

/** What each OCSP answer about the certificate says; the others are left out. */
async function judgeAnswers(question: RevocationQuestion): Promise<readonly Revocation[]> {
  const found: Revocation[] = [];
  for (const der of question.ocsp) {
    const verdict = await judgeOcsp(der, question);
    if (verdict.state === 'other') continue;
    if (verdict.state !== 'unknown') found.push(verdict);
    else found.push({ ...verdict, reason: `the OCSP answer about ${question.subject.subject} ${verdict.reason}` });
  }
  return found;
}

/**
 * What the CRLs say. A list counts when its issuer is the certificate's issuer, a CA of `authorities` with cRLSign signed it, its
 * nextUpdate is not passed at `at`, and its scope covers the certificate (RFC 5280 6.3; spec 9.9).
 */
async function judgeLists(input: RevocationQuestion): Promise<Revocation> {
  const { subject, at } = input;
  const serial = serialText(subject.serialOctets);
  let isGood = false;
  let revokedBefore: number | undefined;
  let reason = `no CRL of ${subject.issuer} is at hand`;
  for (const der of input.crls) {
    const list = readable(der);
    if (list === undefined || list.issuerKey !== subject.issuerKey) continue;
    const since = list.revoked.get(serial);
    const isRevoked = since !== undefined && since <= at;
    const unfit = scopeFault(list, subject) ?? (await signerFault(list, input));
    const problem = unfit ?? timeFault(list, subject, at);
    if (problem !== undefined) {
      if (unfit === undefined && isRevoked) revokedBefore = Math.min(revokedBefore ?? since, since);
      reason = `the CRL of ${subject.issuer} ${problem}`;
      continue;
    }
    if (isRevoked) return { state: 'revoked', since };
    // A list made after the end of the certificate may have dropped it: its silence proves nothing for an instant before.
    if (since === undefined && list.thisUpdate > subject.skeleton.notAfter && at <= subject.skeleton.notAfter) {
      reason = `the CRL of ${subject.issuer} is younger than the end of the certificate`;
    } else {
      isGood = true;
    }
  }
  if (isGood) return { state: 'good' };
  return { state: 'unknown', reason, ...(revokedBefore !== undefined && { revokedBefore }) };
}

function readable(der: Uint8Array): CrlList | undefined {
  try {
    return readCrl(der);
  } catch (fault) {
    if (fault instanceof CmsFault) return undefined;
    throw fault;
  }
}

function timeFault(list: CrlList, subject: ParsedCertificate, at: number): string | undefined {
  // RFC 5280 5.1.2.5 demands nextUpdate; without it nobody can say that a list is still the last one.
  if (list.nextUpdate === undefined) return 'has no nextUpdate';
  if (list.nextUpdate < at) return `is out of date since ${new Date(list.nextUpdate).toISOString()}`;
  if (list.nextUpdate < subject.skeleton.notBefore) return 'is older than the certificate';
  return undefined;
}

function scopeFault({ scope, unusable }: CrlList, subject: ParsedCertificate): string | undefined {
  if (unusable !== undefined) return `cannot be used: ${unusable}`;
  if (scope.only === (subject.isCa ? 'users' : 'authorities')) return 'covers other certificates';
  if (scope.urls !== undefined && !scope.urls.some((url) => subject.extensions.crlUrls.includes(url))) {
    return 'belongs to another distribution point';
  }
  return undefined;
}

const verified = new WeakMap<CrlList, Map<ParsedCertificate, Promise<boolean>>>();

async function signerFault(
  list: CrlList,
  input: { readonly authorities: readonly ParsedCertificate[]; readonly acceptSha1: boolean },
): Promise<string | undefined> {
  const algorithm = readSignatureAlgorithm(list.signatureAlgorithm);
  if (algorithm === undefined) return 'is signed with an algorithm not accepted';
  if (algorithm.digest === 'sha1' && !input.acceptSha1) return 'is signed with SHA-1';
  for (const authority of input.authorities) {
    const { keyUsage } = authority.extensions;
    if (authority.subjectKey !== list.issuerKey) continue;
    if (keyUsage !== undefined && !keyUsage.has(KEY_USAGE.cRLSign)) continue;
    if (await isSignedBy(list, authority)) return undefined;
  }
  return 'is not signed by a CA of the path that may sign CRLs';
}

/** Checked once for a list and a CA: both are cached objects. */
function isSignedBy(list: CrlList, authority: ParsedCertificate): Promise<boolean> {
  const byAuthority = verified.get(list) ?? new Map<ParsedCertificate, Promise<boolean>>();
  const known = byAuthority.get(authority);
  if (known !== undefined) return known;
  const algorithm = readSignatureAlgorithm(list.signatureAlgorithm)!;
  const answer = verifyWithKey(authority.skeleton.publicKeyInfo, algorithm, list.signature, list.tbs);
  if (byAuthority.size < 16) byAuthority.set(authority, answer);
  verified.set(list, byAuthority);
  return answer;
}

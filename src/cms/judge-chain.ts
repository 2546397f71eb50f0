import { equalBytes } from './bytes.ts';
import { BytesCache } from './bytes-cache.ts';
import { CmsFault } from './fault.ts';
import { type CertificatePath, findPaths, type PathSearch, type Purpose } from './find-paths.ts';
import { type ParsedCertificate, parsedCertificate } from './parsed-certificate.ts';
import { judgeRevocation, type Revocation } from './revocation.ts';
import { weaknessesOf } from './weaknesses.ts';

/** The certificate of a signature judged at one instant; each question is answered apart (spec 14.2). */
export interface ChainVerdict {
  /** Leads the certificate to a trusted one, every CA of the path valid at the instant? The leaf's own term is `validity`. */
  readonly path: 'ok' | 'fault';
  readonly pathReason?: string;
  /** Milliseconds: the earliest end among the certificates of the path, until when it holds. */
  readonly holdsUntil?: number;
  readonly validity: 'ok' | 'expired' | 'not-yet-valid';
  /**
   * `unavailable`: a CRL was demanded and neither one nor an OCSP answer that counts at the instant is at hand (spec 9.9: try
   * later). `not-judged`: no CRL was demanded and none says anything, or there is no path, so that no issuer is known whose CRL could be believed.
   */
  readonly revocation: 'good' | 'revoked' | 'not-judged' | 'unavailable';
  /** Milliseconds; with `revoked`. */
  readonly revokedAt?: number;
  /** With `not-judged` and `unavailable`: why the lists at hand say nothing. Absent when there are none. */
  readonly revocationReason?: string;
  readonly nameConstraints: 'ok' | 'violated';
  readonly keyUsage: 'ok' | 'fault';
  /** Everything that is not well, in plain English; empty when nothing was found against the certificate. */
  readonly reasons: readonly string[];
  /** What was accepted and is no longer safe, in plain English: SHA-1 in certificates, short keys. Absent when there is nothing. */
  readonly weaknesses?: readonly string[];
}

export interface ChainQuestion {
  readonly leaf: Uint8Array;
  /** May hold the leaf and certificates of no use. */
  readonly intermediates: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  /** Hand in the same arrays each time: a CRL is read and its signature checked once per array. */
  readonly crls: readonly Uint8Array[];
  /** OCSP answers, DER: as good as a list for the certificates they are about (spec 14.2). The same arrays each time, too. */
  readonly ocsp?: readonly Uint8Array[];
  /** Milliseconds. */
  readonly at: number;
  /** `required`: a valid CRL of the leaf's issuer, or an OCSP answer, must be there. CRLs for the CAs of the path are heeded when given. */
  readonly revocation: 'required' | 'if-given';
  readonly acceptSha1?: boolean;
  /** What the leaf is asked to be good for; mail unless said otherwise. */
  readonly purpose?: Purpose;
}

/**
 * Judges the certificate of a signer: path to a trusted root with signatures, basicConstraints and path lengths, term, CRL, name
 * constraints, key usages (RFC 5280 6; RFC 6109 2.2.2; spec 14.2). The search for paths is cached by the octets of the leaf, the
 * intermediates and the trust set, so a repeated question costs microseconds. Never throws on bad certificates or CRLs.
 */
export async function judgeChain(question: ChainQuestion): Promise<ChainVerdict> {
  const search = await searched(question);
  const leaf = readable(question.leaf);
  if (leaf === undefined) return unreadable(search.fault);
  const { path, reason } = choose(search, question.at);
  const validity = validityOf(leaf, question.at);
  const reasons: string[] = [];
  if (path === undefined) reasons.push(reason);
  if (validity === 'expired') reasons.push(`the certificate expired on ${day(leaf.skeleton.notAfter)}`);
  if (validity === 'not-yet-valid') reasons.push(`the certificate is valid from ${day(leaf.skeleton.notBefore)}`);
  const revocation =
    path === undefined ? ({ revocation: 'not-judged' } as const) : await revocationOf(path, question, reasons);
  reasons.push(...(path?.nameFaults ?? []), ...(path?.usageFaults ?? []));
  const weaknesses = path === undefined ? [] : weaknessesOf(path);
  return {
    path: path === undefined ? 'fault' : 'ok',
    ...(path === undefined ? { pathReason: reason } : { holdsUntil: endOf(path) }),
    validity,
    ...revocation,
    nameConstraints: path === undefined || path.nameFaults.length === 0 ? 'ok' : 'violated',
    keyUsage: path === undefined || path.usageFaults.length === 0 ? 'ok' : 'fault',
    reasons,
    ...(weaknesses.length > 0 && { weaknesses }),
  };
}

function endOf({ certificates }: CertificatePath): number {
  return Math.min(...certificates.map(({ skeleton }) => skeleton.notAfter));
}

function unreadable(reason: string): ChainVerdict {
  return {
    path: 'fault',
    pathReason: reason,
    validity: 'ok',
    revocation: 'not-judged',
    nameConstraints: 'ok',
    keyUsage: 'ok',
    reasons: [reason],
  };
}

function readable(der: Uint8Array): ParsedCertificate | undefined {
  try {
    return parsedCertificate(der);
  } catch (fault) {
    if (fault instanceof CmsFault) return undefined;
    throw fault;
  }
}

interface Searched {
  readonly intermediates: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  readonly acceptSha1: boolean;
  readonly purpose: Purpose;
  readonly answer: Promise<PathSearch>;
}

const searches = new BytesCache<readonly Searched[]>(512);
/** Trust sets and chains kept for one leaf: today's, and yesterday's for a verifier that looks back. */
const SEARCHES_PER_LEAF = 8;

function searched(question: ChainQuestion): Promise<PathSearch> {
  const { leaf, intermediates, roots, acceptSha1 = false, purpose = 'email' } = question;
  const known = searches.get(leaf) ?? [];
  const same = known.find(
    (one) =>
      one.acceptSha1 === acceptSha1 &&
      one.purpose === purpose &&
      sameList(one.intermediates, intermediates) &&
      sameList(one.roots, roots),
  );
  if (same !== undefined) return same.answer;
  const answer = findPaths({ leaf, intermediates, roots, acceptSha1, purpose });
  const kept = {
    intermediates: intermediates.map((der) => new Uint8Array(der)),
    roots: [...roots],
    acceptSha1,
    purpose,
    answer,
  };
  searches.set(leaf, [kept, ...known].slice(0, SEARCHES_PER_LEAF));
  return answer;
}

function sameList(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((bytes, index) => equalBytes(bytes, b[index]!));
}

/** The first path whose CAs are all valid at the instant; one that keeps all constraints is preferred. */
function choose(search: PathSearch, at: number): { path?: CertificatePath; reason: string } {
  const inForce = search.paths.filter((path) => path.certificates.slice(1).every((ca) => validityOf(ca, at) === 'ok'));
  const clean = inForce.find((path) => path.nameFaults.length === 0 && path.usageFaults.length === 0);
  const path = clean ?? inForce[0];
  if (path !== undefined) return { path, reason: '' };
  const late = search.paths[0]?.certificates.slice(1).find((ca) => validityOf(ca, at) !== 'ok');
  if (late === undefined) return { reason: search.fault };
  return {
    reason: `the CA ${late.subject} is valid from ${day(late.skeleton.notBefore)} to ${day(late.skeleton.notAfter)} only`,
  };
}

function validityOf({ skeleton }: ParsedCertificate, at: number): ChainVerdict['validity'] {
  // Both ends count as valid (RFC 5280 4.1.2.5); notAfter names a whole second.
  if (at < skeleton.notBefore) return 'not-yet-valid';
  return at >= skeleton.notAfter + 1000 ? 'expired' : 'ok';
}

async function revocationOf(
  path: CertificatePath,
  question: ChainQuestion,
  reasons: string[],
): Promise<Pick<ChainVerdict, 'revocation' | 'revokedAt' | 'revocationReason'>> {
  const { crls, ocsp = [], at, acceptSha1 = false } = question;
  const authorities = path.certificates.slice(1);
  // The trust anchor has nobody above it who could revoke it.
  const subjects = authorities.length === 0 ? path.certificates : path.certificates.slice(0, -1);
  const answers = await Promise.all(
    subjects.map(async (subject) => ({
      subject,
      answer: await judgeRevocation({ subject, authorities, crls, ocsp, at, acceptSha1 }),
    })),
  );
  for (const { subject, answer } of answers) {
    const since = revokedSince(answer, question);
    if (since === undefined) continue;
    reasons.push(`${subject.subject} was revoked on ${day(since)}`);
    return { revocation: 'revoked', revokedAt: since };
  }
  const ofLeaf = answers[0]!.answer;
  if (ofLeaf.state !== 'unknown') return { revocation: 'good' };
  const why = crls.length > 0 && { revocationReason: ofLeaf.reason };
  if (question.revocation === 'if-given') return { revocation: 'not-judged', ...why };
  reasons.push(ofLeaf.reason);
  return { revocation: 'unavailable', ...why };
}

/** Who has only what is at hand heeds a list that is out of date; who must have a fresh one asks again (spec 9.9). */
function revokedSince(answer: Revocation, { revocation }: ChainQuestion): number | undefined {
  if (answer.state === 'revoked') return answer.since;
  return answer.state === 'unknown' && revocation === 'if-given' ? answer.revokedBefore : undefined;
}

function day(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

import { ALGORITHM_POLICY, type AlgorithmPolicy, type AlgorithmTerm, digestTerm, keyTerm } from './algorithm-policy.ts';
import { type ArchiveTimestamp, type EvidenceRecord, readEvidenceRecord } from './evidence-record.ts';
import { CmsFault } from './fault.ts';
import { rootOf } from './hash-tree.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import { digest, type VerifyValue } from './signature-algorithm.ts';
import { readTimestampToken } from './timestamp-token.ts';
import { type TimestampVerdict, verifyTimestamp } from './verify-timestamp.ts';
import { leafOfRenewal } from './write-evidence.ts';

export interface EvidenceQuestion {
  /** The document's digests by algorithm: one for each of EvidenceRecord.algorithms. */
  readonly digests: Readonly<Record<string, Uint8Array>>;
  /** Trusted for time-stamps, DER. */
  readonly roots: readonly Uint8Array[];
  /** The instant of judging, milliseconds. */
  readonly at: number;
  readonly crls?: readonly Uint8Array[];
  readonly ocsp?: readonly Uint8Array[];
  readonly extraCertificates?: readonly Uint8Array[];
  /** ALGORITHM_POLICY unless said otherwise. */
  readonly policy?: AlgorithmPolicy;
  readonly verify?: VerifyValue;
}

/** One time-stamp of the record, judged at the instant at which the next one took over. */
export interface EvidenceLink {
  readonly kind: 'first' | 'time-stamp renewal' | 'hash-tree renewal';
  /** Of the hash tree. */
  readonly algorithm: string;
  readonly stampedAt?: number;
  /** The time of the next time-stamp; for the last one the instant of judging. */
  readonly judgedAt: number;
  /** Is it over the document, or over what it renews? */
  readonly covers: 'ok' | 'fault';
  /** Are its digest, its signature and its key strong enough when judged? */
  readonly strength: 'ok' | 'weak';
  /** Until when certificates and algorithms hold. */
  readonly holdsUntil?: number;
  readonly timestamp: TimestampVerdict;
  readonly reasons: readonly string[];
}

export interface EvidenceVerdict {
  readonly valid: boolean;
  /** Since when the document provably exists, milliseconds; only when valid. */
  readonly existedAt?: number;
  /** Before this the record must be renewed; Infinity never occurs, certificates end. */
  readonly renewBefore?: number;
  readonly links: readonly EvidenceLink[];
  /** All that is not well, in plain English, oldest link first. */
  readonly reasons: readonly string[];
}

/**
 * Judges an evidence record (RFC 4998 5.3): the first time-stamp covers the document, each one covers what it renews, and each was
 * still good when the next was made, the last one at the instant of judging. Never throws on bad input.
 */
export async function verifyEvidenceRecord(der: Uint8Array, question: EvidenceQuestion): Promise<EvidenceVerdict> {
  try {
    return await judge(readEvidenceRecord(der), question);
  } catch (fault) {
    if (!(fault instanceof CmsFault)) throw fault;
    return { valid: false, links: [], reasons: [`the evidence record cannot be read: ${fault.message}`] };
  }
}

interface Place {
  readonly archived: ArchiveTimestamp;
  readonly kind: EvidenceLink['kind'];
  /** What must be a leaf of its tree. */
  readonly leaf: Uint8Array | undefined;
  readonly stampedAt: number;
  /** When the next time-stamp was made, and the first of the next chain. */
  next?: number;
  nextChain?: number;
}

async function judge(record: EvidenceRecord, question: EvidenceQuestion): Promise<EvidenceVerdict> {
  const places = await placesOf(record, question);
  const links = await Promise.all(places.map((place) => linkOf(place, question)));
  const reasons = links.flatMap((link) => link.reasons);
  const valid = reasons.length === 0;
  const renewBefore = links.at(-1)!.holdsUntil;
  return {
    valid,
    ...(valid && { existedAt: places[0]!.stampedAt }),
    ...(renewBefore !== undefined && { renewBefore }),
    links,
    reasons,
  };
}

async function placesOf({ chains }: EvidenceRecord, { digests }: EvidenceQuestion): Promise<Place[]> {
  const places: Place[] = [];
  for (const [number, chain] of chains.entries()) {
    const begins = readTimestampToken(chain[0]!.token).at;
    for (const earlier of places) earlier.nextChain ??= begins;
    for (const [position, archived] of chain.entries()) {
      const { algorithm } = archived;
      const document = digests[algorithm];
      const stampedAt = readTimestampToken(archived.token).at;
      const before = places.at(-1);
      if (before !== undefined) before.next = stampedAt;
      const kind = position > 0 ? 'time-stamp renewal' : number > 0 ? 'hash-tree renewal' : 'first';
      const leaf =
        position > 0
          ? await digest(algorithm, chain[position - 1]!.token)
          : document && number > 0
            ? await leafOfRenewal(document, chains.slice(0, number), algorithm)
            : document;
      places.push({ archived, kind, leaf, stampedAt });
    }
  }
  return places;
}

async function linkOf(place: Place, question: EvidenceQuestion): Promise<EvidenceLink> {
  const { archived, kind, stampedAt } = place;
  const { policy = ALGORITHM_POLICY } = question;
  const judgedAt = place.next ?? question.at;
  const name = `the ${kind === 'first' ? 'time-stamp' : kind} of ${day(stampedAt)}`;
  const covers = await coverFault(place);
  const timestamp = await stampOf(place, question, judgedAt, policy);
  const terms = termsOf(timestamp, archived, policy);
  const weak = [
    ...weaknesses(terms.ofStamp, judgedAt, place.next),
    // The tree must hold until another algorithm takes over: a renewal of the time-stamp alone does not help it.
    ...weaknesses(terms.ofTree, place.nextChain ?? question.at, place.nextChain),
  ];
  const reasons = [
    ...(covers === undefined ? [] : [`${name} ${covers}`]),
    ...(place.next !== undefined && place.next < stampedAt
      ? [`${name} is younger than what renews it, of ${day(place.next)}`]
      : []),
    ...stampReasons(name, timestamp, place),
    ...weak.map((reason) => `${name} proves nothing any more: ${reason}`),
  ];
  const ends = [timestamp.holdsUntil ?? -Infinity, ...[...terms.ofStamp, ...terms.ofTree].map(({ until }) => until)];
  const holdsUntil = Math.min(...ends);
  return {
    kind,
    algorithm: archived.algorithm,
    stampedAt,
    judgedAt,
    covers: covers === undefined ? 'ok' : 'fault',
    strength: weak.length === 0 ? 'ok' : 'weak',
    ...(Number.isFinite(holdsUntil) && { holdsUntil }),
    timestamp,
    reasons,
  };
}

async function coverFault({ archived, kind, leaf }: Place): Promise<string | undefined> {
  const { algorithm, tree, token } = archived;
  if (leaf === undefined) return `needs the ${algorithm} digest of the document, which is not at hand`;
  const root = await rootOf(leaf, tree, algorithm);
  const what = kind === 'time-stamp renewal' ? 'the time-stamp before it' : 'this document';
  if (root === undefined) return `does not cover ${what}`;
  const stamped = readTimestampToken(token);
  const isOver = stamped.digestAlgorithm === algorithm && stamped.digest.every((octet, at) => octet === root[at]);
  return isOver && stamped.digest.length === root.length ? undefined : `does not cover ${what}`;
}

function stampOf(
  { archived }: Place,
  question: EvidenceQuestion,
  at: number,
  policy: AlgorithmPolicy,
): Promise<TimestampVerdict> {
  const { roots, crls = [], ocsp = [], extraCertificates = [], verify } = question;
  const { digest: imprint, digestAlgorithm } = readTimestampToken(archived.token);
  return verifyTimestamp(archived.token, {
    digest: imprint,
    digestAlgorithm,
    roots,
    crls,
    ocsp,
    extraCertificates,
    at,
    // Of the strength of algorithms the policy judges.
    acceptSha1: digestTerm(policy, 'sha1').until > at,
    ...(verify && { verify }),
  });
}

function termsOf({ token }: TimestampVerdict, archived: ArchiveTimestamp, policy: AlgorithmPolicy) {
  const ofTree = [digestTerm(policy, archived.algorithm)];
  if (token?.signerCertificate === undefined) return { ofTree, ofStamp: [] };
  const { publicKeyInfo } = parsedCertificate(token.signerCertificate).skeleton;
  return { ofTree, ofStamp: [digestTerm(policy, token.cms.digestAlgorithm), keyTerm(policy, publicKeyInfo)] };
}

/** What speaks against the time-stamp itself; an ended certificate is told with what could have been done. */
function stampReasons(name: string, { valid, chain, token, reasons }: TimestampVerdict, place: Place): string[] {
  if (valid) return [];
  const all = reasons.map((reason) => `${name}: ${reason}`);
  if (chain?.validity !== 'expired' || token?.signerCertificate === undefined) return all;
  const end = day(parsedCertificate(token.signerCertificate).skeleton.notAfter);
  const told = `${name} can no longer be judged: its certificate ended on ${end}, ${lateness(place.next)}`;
  // Where nothing else is against it, that says it all.
  return chain.reasons.length === reasons.length && reasons.length === 1 ? [told] : [told, ...all];
}

function weaknesses(terms: readonly AlgorithmTerm[], at: number, renewed: number | undefined): string[] {
  return terms
    .filter(({ until }) => until <= at)
    .map(({ what, until }) => {
      const since = Number.isFinite(until) ? ` since ${day(until)}` : '';
      return `${what} is not trusted${since}, ${lateness(renewed)}`;
    });
}

function lateness(renewed: number | undefined): string {
  return renewed === undefined ? 'and no renewal was made before' : `and it was renewed only on ${day(renewed)}`;
}

function day(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

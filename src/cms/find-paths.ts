import { equalBytes } from './bytes.ts';
import { KEY_USAGE } from './extensions.ts';
import { CmsFault } from './fault.ts';
import { isSelfIssued, nameConstraintFaults } from './name-constraints.ts';
import { OID } from './oids.ts';
import { type ParsedCertificate, parsedCertificate } from './parsed-certificate.ts';
import { readSignatureAlgorithm, verifyWithKey } from './signature-algorithm.ts';

const MAX_DEPTH = 8;
const MAX_SIGNATURE_CHECKS = 64;
const MAX_PATHS = 8;

/** A path that holds at any instant at which its certificates are valid. */
export interface CertificatePath {
  /** Leaf first, trust anchor last; one certificate when the leaf itself is trusted. */
  readonly certificates: readonly ParsedCertificate[];
  readonly nameFaults: readonly string[];
  readonly usageFaults: readonly string[];
}

/** What the leaf is asked to be good for: which extended key usages count, and what its keyUsage must allow. */
export type Purpose = 'email' | 'timestamping' | 'ocsp' | 'document';

export interface PathSearch {
  readonly paths: readonly CertificatePath[];
  /** Why the best attempt failed, when there is no path. */
  readonly fault: string;
}

interface Search {
  readonly roots: readonly ParsedCertificate[];
  readonly intermediates: readonly ParsedCertificate[];
  readonly acceptSha1: boolean;
  readonly purpose: Purpose;
  readonly found: CertificatePath[];
  readonly faults: string[];
  /** Where nobody above is at hand: the last is the highest that was reached. */
  readonly deadEnds: string[];
  checks: number;
}

/**
 * All paths from the leaf to a trusted certificate (at most 8), everything judged that does not depend on the instant: names,
 * signatures, basicConstraints, path lengths, keyCertSign, critical extensions (RFC 5280 6.1). A CA reissued under the same key
 * (as AgID CA1 was, spec 14.1) gives several.
 */
export async function findPaths(input: {
  readonly leaf: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  readonly acceptSha1: boolean;
  readonly purpose: Purpose;
}): Promise<PathSearch> {
  let leaf: ParsedCertificate;
  try {
    leaf = parsedCertificate(input.leaf);
  } catch (fault) {
    if (fault instanceof CmsFault) return { paths: [], fault: fault.message };
    throw fault;
  }
  const search: Search = {
    roots: readable(input.roots),
    intermediates: readable(input.intermediates),
    acceptSha1: input.acceptSha1,
    purpose: input.purpose,
    found: [],
    faults: [],
    deadEnds: [],
    checks: 0,
  };
  const critical = unknownCritical(leaf);
  if (critical !== undefined) return { paths: [], fault: critical };
  if (search.roots.some((root) => equalBytes(root.der, leaf.der))) search.found.push(completed([leaf], search.purpose));
  await climb(search, [leaf]);
  return { paths: search.found, fault: search.faults[0] ?? search.deadEnds.at(-1) ?? 'no path was found' };
}

/** What cannot be read cannot be part of a path; one bad certificate in a message does not spoil the others. */
function readable(certificates: readonly Uint8Array[]): ParsedCertificate[] {
  return certificates.flatMap((der) => {
    try {
      return [parsedCertificate(der)];
    } catch (fault) {
      if (fault instanceof CmsFault) return [];
      throw fault;
    }
  });
}

async function climb(search: Search, path: readonly ParsedCertificate[]): Promise<void> {
  const below = path.at(-1)!;
  if (candidates(below, [...search.roots, ...search.intermediates], path).length === 0) {
    search.deadEnds.push(
      isSelfIssued(below)
        ? `${below.subject} is not trusted`
        : `no certificate of the issuer ${below.issuer} is at hand`,
    );
  }
  for (const [trusted, pool] of [
    [true, search.roots],
    [false, search.intermediates],
  ] as const) {
    for (const issuer of candidates(below, pool, path)) {
      if (search.found.length >= MAX_PATHS || search.checks >= MAX_SIGNATURE_CHECKS) return;
      const problem = issuerFault(issuer, path, trusted) ?? (await signatureFault(search, below, issuer));
      if (problem !== undefined) search.faults.push(problem);
      else if (trusted) search.found.push(completed([...path, issuer], search.purpose));
      else if (path.length < MAX_DEPTH) await climb(search, [...path, issuer]);
    }
  }
}

/** Certificates named as issuer and not yet in the path; those with the key the certificate names come first. */
function candidates(
  below: ParsedCertificate,
  pool: readonly ParsedCertificate[],
  path: readonly ParsedCertificate[],
): ParsedCertificate[] {
  const wanted = below.extensions.authorityKey?.keyIdentifier;
  const named = pool.filter((issuer) => !path.includes(issuer) && issuer.subjectKey === below.issuerKey);
  const rank = ({ keyIdentifier }: ParsedCertificate) =>
    wanted !== undefined && keyIdentifier !== undefined && equalBytes(wanted, keyIdentifier) ? 0 : 1;
  return named.toSorted((a, b) => rank(a) - rank(b));
}

function issuerFault(
  issuer: ParsedCertificate,
  path: readonly ParsedCertificate[],
  trusted: boolean,
): string | undefined {
  const { basicConstraints, keyUsage } = issuer.extensions;
  // Old roots are version 1 and cannot say that they are CAs; for a trusted certificate that is left open (RFC 5280 6.1.4 k).
  const isOldRoot = trusted && basicConstraints === undefined && issuer.skeleton.version < 3;
  if (!issuer.isCa && !isOldRoot) return `${issuer.subject} is not a CA`;
  if (keyUsage !== undefined && !keyUsage.has(KEY_USAGE.keyCertSign))
    return `${issuer.subject} may not sign certificates`;
  const below = path.slice(1).filter((certificate) => !isSelfIssued(certificate)).length;
  if (basicConstraints?.pathLength !== undefined && below > basicConstraints.pathLength) {
    return `the path below ${issuer.subject} is longer than it allows`;
  }
  return unknownCritical(issuer);
}

function unknownCritical(certificate: ParsedCertificate): string | undefined {
  const [oid] = certificate.extensions.unknownCritical;
  return oid === undefined ? undefined : `${certificate.subject} has the critical extension ${oid}, not known here`;
}

async function signatureFault(
  search: Search,
  below: ParsedCertificate,
  issuer: ParsedCertificate,
): Promise<string | undefined> {
  search.checks++;
  const { signatureAlgorithm, signature, tbs } = below.skeleton;
  const algorithm = readSignatureAlgorithm(signatureAlgorithm);
  if (algorithm === undefined) return `the certificate of ${below.subject} is signed with an algorithm not accepted`;
  if (algorithm.digest === 'sha1' && !search.acceptSha1)
    return `the certificate of ${below.subject} is signed with SHA-1`;
  if (await verifyWithKey(issuer.skeleton.publicKeyInfo, algorithm, signature, tbs)) return undefined;
  return `the certificate of ${below.subject} was not signed by ${issuer.subject}`;
}

function completed(certificates: readonly ParsedCertificate[], purpose: Purpose): CertificatePath {
  return {
    certificates,
    nameFaults: nameConstraintFaults(certificates),
    usageFaults: usageFaults(certificates, purpose),
  };
}

const PURPOSES: Readonly<Record<Purpose, { readonly oid?: string; readonly what: string }>> = {
  email: { oid: OID.emailProtection, what: 'e-mail' },
  timestamping: { oid: OID.timeStamping, what: 'time-stamps' },
  ocsp: { oid: OID.ocspSigning, what: 'answers on revocation' },
  // Qualified signatures of people name no extended usage, or one of their country: keyUsage tells (EN 319 412-2 4.3.2).
  document: { what: 'documents' },
};

/**
 * keyUsage and extended key usage (for mail: RFC 8550 4.4.2, 4.4.4; spec 14.2). A leaf may have basicConstraints with CA:FALSE,
 * against the profile, as old material does (T130); a CA's own certificate signs no messages. Extended key usages of
 * intermediates limit what is below them; those of a trust anchor do not count.
 */
function usageFaults(path: readonly ParsedCertificate[], purpose: Purpose): string[] {
  const leaf = path[0]!;
  const { oid, what } = PURPOSES[purpose];
  const faults: string[] = [];
  const { keyUsage } = leaf.extensions;
  if (
    keyUsage !== undefined &&
    !keyUsage.has(KEY_USAGE.digitalSignature) &&
    !keyUsage.has(KEY_USAGE.contentCommitment)
  ) {
    faults.push(`${leaf.subject} may not sign: its keyUsage has no digitalSignature`);
  }
  if (leaf.isCa) faults.push(`${leaf.subject} is a CA, not a signer of ${purpose === 'email' ? 'messages' : what}`);
  if (oid === undefined) return faults;
  for (const certificate of path.length > 1 ? path.slice(0, -1) : path) {
    const purposes = certificate.extensions.extendedKeyUsage;
    if (purposes === undefined || purposes.includes(oid)) continue;
    if (!purposes.includes(OID.anyExtendedKeyUsage)) faults.push(`${certificate.subject} is not meant for ${what}`);
  }
  return faults;
}

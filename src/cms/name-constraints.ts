import type { NameConstraints } from './extensions.ts';
import type { GeneralName } from './general-names.ts';
import { isWithin, readName } from './names.ts';
import { type ParsedCertificate, subjectEmails } from './parsed-certificate.ts';

/** More comparisons than this are refused: constraints times names grow without bound in hostile certificates. */
const MAX_COMPARISONS = 200_000;

/**
 * Checks the names of every certificate below a CA against that CA's name constraints, marked critical or not (RFC 5280 4.2.1.10,
 * 6.1.4; spec 14.2). `path` runs from the leaf to the trust anchor. Returns what is violated, empty when nothing is.
 */
export function nameConstraintFaults(path: readonly ParsedCertificate[]): string[] {
  const faults: string[] = [];
  let comparisons = 0;
  for (const [below, certificate] of path.entries()) {
    const names = namesOf(certificate);
    for (let above = below + 1; above < path.length; above++) {
      const constraints = path[above]!.extensions.nameConstraints;
      if (constraints === undefined || (below > 0 && isSelfIssued(certificate))) continue;
      comparisons += names.length * (constraints.permitted.length + constraints.excluded.length);
      if (comparisons > MAX_COMPARISONS) return [...faults, 'too many name constraints'];
      for (const name of names) {
        const problem = judgeName(name, constraints);
        if (problem !== undefined) faults.push(`${problem} of ${path[above]!.subject}`);
      }
    }
  }
  return faults;
}

/** RFC 5280 6.1.3 (b): self-issued certificates inside the path escape the constraints. */
export function isSelfIssued(certificate: ParsedCertificate): boolean {
  return certificate.subjectKey === certificate.issuerKey;
}

function namesOf(certificate: ParsedCertificate): GeneralName[] {
  const emails = subjectEmails(certificate).map((value): GeneralName => ({ form: 'email', value }));
  const subject: GeneralName[] =
    certificate.subjectParts.length > 0 ? [{ form: 'directory', name: certificate.subjectName }] : [];
  return [...(certificate.extensions.alternativeNames ?? []), ...emails, ...subject];
}

function judgeName(name: GeneralName, constraints: NameConstraints): string | undefined {
  // RFC 5280 4.2.1.10: what is constrained and cannot be compared must be rejected.
  if (name.form === 'other') {
    const isConstrained = [...constraints.permitted, ...constraints.excluded].some((base) => sameForm(name, base));
    return isConstrained ? 'a name of a form not known here stands under the name constraints' : undefined;
  }
  const matches = (base: GeneralName) => isInSubtree(name, base);
  if (constraints.excluded.some(matches)) return `${describe(name)} is excluded by the name constraints`;
  const permitted = constraints.permitted.filter((base) => sameForm(name, base));
  if (permitted.length > 0 && !permitted.some(matches))
    return `${describe(name)} is not permitted by the name constraints`;
  return undefined;
}

function sameForm(name: GeneralName, base: GeneralName): boolean {
  return name.form === base.form && (name.form !== 'other' || base.form !== 'other' || name.tag === base.tag);
}

function describe(name: GeneralName): string {
  switch (name.form) {
    case 'email':
    case 'dns':
    case 'uri':
      return name.value;
    case 'directory':
      return 'the subject';
    case 'ip':
      return 'an IP address';
    case 'other':
      return 'a name of another form';
  }
}

/** Does a name lie in the subtree a constraint names? */
export function isInSubtree(name: GeneralName, base: GeneralName): boolean {
  if (name.form === 'email' && base.form === 'email') return emailWithin(name.value, base.value);
  if (name.form === 'dns' && base.form === 'dns') return dnsWithin(name.value, base.value);
  if (name.form === 'uri' && base.form === 'uri') return hostWithin(hostOf(name.value), base.value);
  if (name.form === 'ip' && base.form === 'ip') return ipWithin(name.octets, base.octets);
  if (name.form === 'directory' && base.form === 'directory') return isWithin(readName(name.name), readName(base.name));
  return false;
}

/** A whole address, a host, or `.domain` for the hosts below it. Letter case does not count (spec 3.9), nowhere in the address. */
function emailWithin(address: string, base: string): boolean {
  if (base.includes('@')) return address.toLowerCase() === base.toLowerCase();
  return hostWithin(address.slice(address.lastIndexOf('@') + 1), base);
}

/** `example.it` is that host alone, `.example.it` are all below it; an empty constraint is every host. */
function hostWithin(host: string, base: string): boolean {
  const [name, limit] = [host.toLowerCase(), base.toLowerCase()];
  return limit.startsWith('.') ? name.endsWith(limit) && name.length > limit.length : limit === '' || name === limit;
}

/** For dNSName a host stands also for everything below it. */
function dnsWithin(host: string, base: string): boolean {
  return hostWithin(host, base) || host.toLowerCase().endsWith(`.${base.toLowerCase().replace(/^\./, '')}`);
}

function hostOf(uri: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#]*@)?([^:/?#]*)/i.exec(uri)?.[1] ?? '';
}

/** `base` is an address and a mask of the same length (RFC 5280 4.2.1.10). */
function ipWithin(address: Uint8Array, base: Uint8Array): boolean {
  if (base.length !== address.length * 2) return false;
  return address.every((octet, i) => (octet & base[address.length + i]!) === (base[i]! & base[address.length + i]!));
}

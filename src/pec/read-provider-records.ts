import { hex, isAddress } from '#mime';
import type { ProviderRecord } from './provider-records.ts';

/** An entry of an LDIF file already read (structurally `LdifEntry`): attribute names in lower case, options taken off. */
export interface DirectoryEntry {
  readonly dn: string;
  readonly attributes: ReadonlyMap<string, readonly (string | Uint8Array)[]>;
}

/** Why an entry, or a domain in it, was not taken. */
export interface DirectoryProblem {
  readonly dn: string;
  readonly kind: 'missing' | 'malformed' | 'hash' | 'domain-claimed-twice' | 'domains-lost';
  readonly detail: string;
}

export interface DirectoryReading {
  readonly records: readonly ProviderRecord[];
  readonly problems: readonly DirectoryProblem[];
  /** More than 5 % of the domains known before are gone: a person must look before this is put in force (spec 13.7). */
  readonly hold: boolean;
  /** `LDIFLocationURL` of `o=postacert`, where the whole index is (spec 13.3). */
  readonly ldifUrl?: string;
}

const MAX_LOST_SHARE = 0.05;
const MANDATORY = ['providername', 'mailreceipt', 'manageddomains', 'providercertificate', 'providercertificatehash'];
const SINGLE = ['providername', 'mailreceipt', 'ldiflocationurl', 'providerunit'];
const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The provider records of a directory (RFC 6109 4.5.1-4.5.9; spec 13.2, 13.7; T122-T126). An entry that breaks a rule is a
 * problem, and the record of `previous` with its name stands in its place; a domain that two records claim stays with its
 * previous owner.
 */
export async function readProviderRecords(
  entries: readonly DirectoryEntry[],
  previous: readonly ProviderRecord[] = [],
): Promise<DirectoryReading> {
  const problems: DirectoryProblem[] = [];
  const records: { dn: string; record: ProviderRecord }[] = [];
  for (const entry of entries.filter(isProvider)) {
    const faults = await entryFaults(entry);
    problems.push(...faults);
    const record = faults.length === 0 ? toRecord(entry) : previous.find((old) => keyOf(old) === entryKey(entry));
    if (record) records.push({ dn: entry.dn, record });
  }
  const owned = settleDomains(records, previous, problems);
  const lost = lostDomains(owned, previous);
  if (lost.hold) problems.push({ dn: 'o=postacert', kind: 'domains-lost', detail: lost.domains.join(', ') });
  const root = entries.find((entry) => normalDn(entry.dn) === 'o=postacert');
  const ldifUrl = root && text(root, 'ldiflocationurl');
  return { records: owned, problems, hold: lost.hold, ...(ldifUrl ? { ldifUrl } : {}) };
}

function isProvider(entry: DirectoryEntry): boolean {
  const classes = (entry.attributes.get('objectclass') ?? []).map((value) => String(value).toLowerCase());
  return classes.includes('provider') || /^provider(name|units?)=/.test(normalDn(entry.dn));
}

async function entryFaults(entry: DirectoryEntry): Promise<DirectoryProblem[]> {
  const problem = (kind: DirectoryProblem['kind'], detail: string) => ({ dn: entry.dn, kind, detail });
  const missing = MANDATORY.filter((name) => (entry.attributes.get(name)?.length ?? 0) === 0);
  if (missing.length > 0) return missing.map((name) => problem('missing', name));
  const repeated = SINGLE.filter((name) => (entry.attributes.get(name)?.length ?? 0) > 1);
  const faults = repeated.map((name) => problem('malformed', `${name} stands more than once`));
  if (!isAddress(text(entry, 'mailreceipt') ?? '')) faults.push(problem('malformed', 'mailreceipt is not an address'));
  for (const domain of domainsOf(entry)) {
    if (!DOMAIN.test(domain)) faults.push(problem('malformed', `"${domain}" is not a domain`));
  }
  const wanted = hashesOf(entry);
  const found = await Promise.all(certificatesOf(entry).map(sha1));
  for (const hash of found) {
    if (!wanted.includes(hash)) faults.push(problem('hash', `the certificate with hash ${hash} is not announced`));
  }
  for (const hash of wanted) {
    if (!found.includes(hash)) faults.push(problem('hash', `hash ${hash} has no certificate`));
  }
  return faults;
}

async function sha1(der: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-1', der as Uint8Array<ArrayBuffer>)));
}

/** Only of entries without faults: every hash has its certificate. */
function toRecord(entry: DirectoryEntry): ProviderRecord {
  const unit = text(entry, 'providerunit');
  const ldifUrl = text(entry, 'ldiflocationurl');
  const description = text(entry, 'description');
  return {
    name: text(entry, 'providername')!,
    ...(unit ? { unit } : {}),
    mailReceipt: text(entry, 'mailreceipt')!,
    managedDomains: [...new Set(domainsOf(entry))],
    certificates: certificatesOf(entry),
    hashes: hashesOf(entry),
    ...(ldifUrl ? { ldifUrl } : {}),
    ...(description ? { description } : {}),
  };
}

/** Takes every domain that several records claim from all but its previous owner, or but the first; each is a problem. */
function settleDomains(
  found: readonly { readonly dn: string; readonly record: ProviderRecord }[],
  previous: readonly ProviderRecord[],
  problems: DirectoryProblem[],
): ProviderRecord[] {
  const claims = new Map<string, { dn: string; record: ProviderRecord }[]>();
  for (const one of found) {
    for (const domain of one.record.managedDomains) claims.set(domain, [...(claims.get(domain) ?? []), one]);
  }
  const owners = new Map<string, ProviderRecord>();
  for (const [domain, claimants] of claims) {
    const before = previous.find((old) => old.managedDomains.includes(domain));
    const owner = claimants.find(({ record }) => before && keyOf(before) === keyOf(record)) ?? claimants[0]!;
    owners.set(domain, owner.record);
    for (const { dn } of claimants.filter((other) => other !== owner)) {
      problems.push({ dn, kind: 'domain-claimed-twice', detail: `${domain} stays with ${owner.record.name}` });
    }
  }
  return found.map(({ record }) => ({
    ...record,
    managedDomains: record.managedDomains.filter((domain) => owners.get(domain) === record),
  }));
}

function lostDomains(records: readonly ProviderRecord[], previous: readonly ProviderRecord[]) {
  const now = new Set(records.flatMap((record) => record.managedDomains));
  const before = new Set(previous.flatMap((record) => record.managedDomains));
  const domains = [...before].filter((domain) => !now.has(domain));
  return { domains, hold: domains.length > before.size * MAX_LOST_SHARE };
}

/** Records are told apart by provider and environment, letter case ignored (caseIgnoreMatch). */
function keyOf(record: ProviderRecord): string {
  return `${record.name}|${record.unit ?? ''}`.toLowerCase();
}

function entryKey(entry: DirectoryEntry): string {
  return `${text(entry, 'providername') ?? ''}|${text(entry, 'providerunit') ?? ''}`.toLowerCase();
}

function domainsOf(entry: DirectoryEntry): string[] {
  return (entry.attributes.get('manageddomains') ?? []).map((value) => asText(value).trim().toLowerCase());
}

function certificatesOf(entry: DirectoryEntry): Uint8Array[] {
  return (entry.attributes.get('providercertificate') ?? []).filter((value) => value instanceof Uint8Array);
}

function hashesOf(entry: DirectoryEntry): string[] {
  const hashes = (entry.attributes.get('providercertificatehash') ?? []).map((value) => asText(value).trim());
  return [...new Set(hashes.map((hash) => hash.toLowerCase()))];
}

function text(entry: DirectoryEntry, name: string): string | undefined {
  const value = entry.attributes.get(name)?.[0];
  return value === undefined ? undefined : asText(value).trim();
}

function asText(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : new TextDecoder().decode(value);
}

function normalDn(dn: string): string {
  return dn
    .toLowerCase()
    .replace(/\s*([=,])\s*/g, '$1')
    .trim();
}

import { hex } from '#mime';
import type { ProviderRecord } from '#pec';

/** Where two sets of records differ. */
export interface Difference {
  /** `Gestore Alfa S.p.A.`, with its environment where it has one. */
  readonly record: string;
  readonly detail: string;
}

/** More of a list is counted, not told. */
const NAMED = 20;

export function recordName({ name, unit }: ProviderRecord): string {
  return unit === undefined ? name : `${name}, ${unit}`;
}

/**
 * How `theirs` differ from `ours`, record by record: for people, in words. `where` names whose the others are ("the directory"). Order
 * of records and of values means nothing; `LDIFLocationURL` and descriptions are no facts of the index.
 */
export function compareRecords(
  ours: readonly ProviderRecord[],
  theirs: readonly ProviderRecord[],
  where: string,
): readonly Difference[] {
  const others = new Map(theirs.map((record) => [keyOf(record), record]));
  const known = new Set(ours.map(keyOf));
  const differences: Difference[] = [];
  for (const record of ours) {
    const other = others.get(keyOf(record));
    const details = other === undefined ? [`is missing in ${where}`] : recordDifferences(record, other, where);
    differences.push(...details.map((detail) => ({ record: recordName(record), detail })));
  }
  for (const record of theirs) {
    if (!known.has(keyOf(record))) differences.push({ record: recordName(record), detail: `stands in ${where} alone` });
  }
  return differences;
}

export function keyOf({ name, unit }: ProviderRecord): string {
  return `${name}|${unit ?? ''}`.toLowerCase();
}

function recordDifferences(ours: ProviderRecord, theirs: ProviderRecord, where: string): readonly string[] {
  const details: string[] = [];
  if (ours.mailReceipt.toLowerCase() !== theirs.mailReceipt.toLowerCase())
    details.push(`mailReceipt is ${theirs.mailReceipt} in ${where}, not ${ours.mailReceipt}`);
  details.push(...listDifferences('managedDomains', ours.managedDomains, theirs.managedDomains, where));
  const hashes = listDifferences('providerCertificate', ours.hashes, theirs.hashes, where);
  details.push(...hashes);
  // SHA-1 alone proves nothing (spec 14.2).
  if (hashes.length === 0 && octetsOf(ours) !== octetsOf(theirs))
    details.push(`providerCertificate in ${where} has the same hash and other octets`);
  return details;
}

function octetsOf({ certificates }: ProviderRecord): string {
  return certificates.map(hex).sort().join();
}

function listDifferences(what: string, ours: readonly string[], theirs: readonly string[], where: string): string[] {
  const [mine, yours] = [new Set(ours), new Set(theirs)];
  return [
    ...told(
      what,
      [...mine].filter((value) => !yours.has(value)),
      `missing in ${where}`,
    ),
    ...told(
      what,
      [...yours].filter((value) => !mine.has(value)),
      `in ${where} alone`,
    ),
  ];
}

function told(what: string, values: readonly string[], how: string): string[] {
  return values.length === 0 ? [] : [`${what} ${how}: ${someOf(values)}`];
}

/** The first of many, and how many more. */
export function someOf(values: readonly string[], most = NAMED): string {
  const more = values.length - most;
  return more > 0 ? `${values.slice(0, most).join(', ')} and ${more} more` : values.join(', ');
}

import { readLdif } from '#ldif';
import { type DirectoryReading, type Instant, type ProviderRecord, readProviderRecords } from '#pec';
import type { Store } from '#ports';
import { compareRecords, type Difference, keyOf } from './compare-records.ts';
import { DOCUMENT, fromJson } from './documents.ts';
import { sha256 } from './evidence.ts';
import type { DirectoryAnswer, SignedIndex } from './fetch-index.ts';
import { firstOf, type IndexState } from './index-state.ts';

/** Domains that stand in the records before and in none of those now. */
export function lostDomains(before: readonly ProviderRecord[], now: readonly ProviderRecord[]): readonly string[] {
  const held = new Set(now.flatMap(({ managedDomains }) => managedDomains));
  return [...new Set(before.flatMap(({ managedDomains }) => managedDomains))].filter((domain) => !held.has(domain));
}

/** Names a loss of domains, so that a person can accept this one and no other. */
export function lossDigest(domains: readonly string[]): Promise<string> {
  return sha256(new TextEncoder().encode(domains.toSorted().join('\n')));
}

/** Has a person found this loss right since the copy in force was fetched (spec 13.7)? */
export async function isLossAccepted(
  loss: string,
  fetchedAt: Instant,
  store: Pick<Store, 'document'>,
): Promise<boolean> {
  const accepted = await store.document(DOCUMENT.lossAccepted);
  return accepted !== undefined && accepted.at > fetchedAt && fromJson<string>(accepted.bytes) === loss;
}

/**
 * What the directory says over LDAP beside the signed file, which alone is believed: LDAP answers bear no signature (spec 13.1, 13.3).
 */
export async function judgeDirectory(
  answer: DirectoryAnswer | undefined,
  file: SignedIndex,
  signed: DirectoryReading,
  before: IndexState['directory'],
  at: Instant,
): Promise<IndexState['directory']> {
  if (answer === undefined) return undefined;
  const { where } = answer;
  if ('why' in answer) return unreachable(where, answer.why, before, at);
  const { records } = await readProviderRecords(answer.entries);
  const differences = [
    ...urlDifference(answer.fileUrl, file.url),
    ...compareRecords(signed.records, records, 'the directory'),
  ];
  const state = differences.length === 0 ? 'agrees' : 'differs';
  const since = before?.state === state ? before.since : at;
  return { at, where, state, since, differences: firstOf(differences) };
}

function urlDifference(named: string | undefined, used: string): readonly Difference[] {
  if (named === undefined || named === used) return [];
  return [{ record: 'o=postacert', detail: `LDIFLocationURL is ${named}, the file came from ${used}` }];
}

/** A directory that does not answer stops nothing; it is said. */
export function unreachable(
  where: string,
  why: string,
  before: IndexState['directory'],
  at: Instant,
): IndexState['directory'] {
  const since = before?.state === 'unreachable' ? before.since : at;
  return { at, where, state: 'unreachable', since, why, differences: firstOf([]) };
}

/** What the index says of us against what we published (spec 13.8); undefined before we published anything. */
export async function judgeOwnRecord(
  signed: DirectoryReading,
  store: Pick<Store, 'document'>,
): Promise<IndexState['own']> {
  const published = await store.document(DOCUMENT.ownRecord);
  if (published === undefined) return undefined;
  const { records: ours } = await readProviderRecords(readLdif(published.bytes));
  const keys = new Set(ours.map(keyOf));
  const theirs = signed.records.filter((record) => keys.has(keyOf(record)));
  return { publishedAt: published.at, differences: firstOf(compareRecords(ours, theirs, 'the index')) };
}

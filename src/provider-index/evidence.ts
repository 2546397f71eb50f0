import { hex } from '#mime';
import type { Instant } from '#pec';
import type { NamedDocument, Step, Store } from '#ports';
import { fromJson, toJson } from './documents.ts';
import { dayPlus, legalDay, monthsBefore } from './legal-day.ts';

/** What signatures were judged by, kept as bytes so that an old verdict can be proved again (spec 15.5). */
export type EvidenceKind = 'index' | 'crl' | 'ocsp';

/** A document as it was had, and through which time it stood there unchanged, on one legal day. */
interface Sighting {
  /** Where it came from: for an OCSP answer the caller says also of which certificate. */
  readonly source: string;
  readonly sha256: string;
  readonly first: Instant;
  readonly last: Instant;
}

/** A document that was in use at an instant, to the octet. */
export interface Evidence extends Sighting {
  readonly kind: EvidenceKind;
  readonly bytes: Uint8Array;
}

type Documents = Pick<Store, 'document'>;
export interface Found {
  readonly source: string;
  readonly bytes: Uint8Array;
}

/** 30 months, and one more (spec 15.5). */
const KEPT_MONTHS = 31;
/** How far back a day without sightings is passed over: a provider that stood still sees nothing. */
const LOOKED_BACK_DAYS = 62;
const PURGED_AT_ONCE_DAYS = 400;
const KINDS: readonly EvidenceKind[] = ['index', 'crl', 'ocsp'];
/** The first day of which anything may still be kept. */
const OLDEST = 'evidence/oldest';

const bytesName = (kind: EvidenceKind, sha256: string) => `evidence/${kind}/${sha256}`;
const dayName = (kind: EvidenceKind, day: string) => `evidence/${kind} ${day}`;

async function sightingsOf(store: Documents, kind: EvidenceKind, day: string): Promise<readonly Sighting[]> {
  return fromJson<readonly Sighting[]>((await store.document(dayName(kind, day)))?.bytes) ?? [];
}

export async function sha256(bytes: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
}

/**
 * What a step must keep of documents that are now in use: the octets of each different one once, under `evidence/<kind>/<sha256>`, and
 * from when to when it was seen, day by day.
 */
export async function keepEvidence(
  store: Documents,
  kind: EvidenceKind,
  found: readonly Found[],
  at: Instant,
): Promise<readonly NamedDocument[]> {
  if (found.length === 0) return [];
  const day = legalDay(at);
  const [before, today] = await Promise.all([
    sightingsOf(store, kind, dayPlus(day, -1)),
    sightingsOf(store, kind, day),
  ]);
  const kept = new Set([...before, ...today].map((one) => one.sha256));
  const sightings = [...today];
  const documents: NamedDocument[] = [];
  for (const { source, bytes } of found) {
    const digest = await sha256(bytes);
    if (!kept.has(digest)) documents.push({ name: bytesName(kind, digest), bytes, at });
    kept.add(digest);
    const last = sightings.findLastIndex((one) => one.source === source);
    if (sightings[last]?.sha256 === digest) sightings[last] = { ...sightings[last], last: at };
    else sightings.push({ source, sha256: digest, first: at, last: at });
  }
  if ((await store.document(OLDEST)) === undefined) documents.push({ name: OLDEST, bytes: toJson(day), at });
  return [...documents, { name: dayName(kind, day), bytes: toJson(sightings), at }];
}

/** The signed index in use at an instant, as it was fetched; undefined when none is kept. */
export async function indexEvidenceAt(store: Documents, at: Instant): Promise<Evidence | undefined> {
  return (await evidenceAt(store, 'index', { at }))[0];
}

/** The newest document of each source (of all sources of the nearest days, when none are named) that was had at an instant. */
export async function evidenceAt(
  store: Documents,
  kind: EvidenceKind,
  { at, sources }: { readonly at: Instant; readonly sources?: readonly string[] },
): Promise<readonly Evidence[]> {
  const newest = new Map<string, Sighting>();
  let day = legalDay(at);
  let daysWithSightings = 0;
  for (let back = 0; back < LOOKED_BACK_DAYS; back++, day = dayPlus(day, -1)) {
    const before = (await sightingsOf(store, kind, day)).filter(({ first }) => first <= at);
    // Of one day the last that was seen; what an earlier day saw of the same source is older.
    for (const one of before.toReversed()) if (!newest.has(one.source)) newest.set(one.source, one);
    if (before.length > 0) daysWithSightings++;
    // Shortly after midnight this day has seen some sources and not yet the others.
    if (sources === undefined ? daysWithSightings > 1 : sources.every((source) => newest.has(source))) break;
  }
  const wanted = [...newest.values()].filter(({ source }) => sources === undefined || sources.includes(source));
  const evidence: Evidence[] = [];
  for (const one of wanted.sort((a, b) => b.first - a.first)) {
    const document = await store.document(bytesName(kind, one.sha256));
    if (document !== undefined) evidence.push({ ...one, kind, bytes: document.bytes });
  }
  return evidence;
}

/** What is older than 31 months goes, a bounded number of days at once; a document that was seen again later stays. */
export async function purgeEvidence(store: Documents, now: Instant): Promise<Pick<Step, 'forget' | 'documents'>> {
  const oldest = fromJson<string>((await store.document(OLDEST))?.bytes);
  const cutoff = monthsBefore(legalDay(now), KEPT_MONTHS);
  if (oldest === undefined || oldest >= cutoff) return {};
  const forget = new Set<string>();
  let day = oldest;
  for (let days = 0; day < cutoff && days < PURGED_AT_ONCE_DAYS; days++, day = dayPlus(day, 1)) {
    for (const kind of KINDS) for (const name of await oldNames(store, kind, day)) forget.add(name);
  }
  return { forget: [...forget], documents: [{ name: OLDEST, bytes: toJson(day), at: now }] };
}

async function oldNames(store: Documents, kind: EvidenceKind, day: string): Promise<readonly string[]> {
  const sightings = await sightingsOf(store, kind, day);
  if (sightings.length === 0) return [];
  const after = new Set((await sightingsOf(store, kind, dayPlus(day, 1))).map((one) => one.sha256));
  const names = [dayName(kind, day)];
  for (const digest of new Set(sightings.map((one) => one.sha256))) {
    if (after.has(digest)) continue;
    const document = await store.document(bytesName(kind, digest));
    // Seen again after a pause it was written again, with that instant.
    if (document !== undefined && legalDay(document.at) <= day) names.push(bytesName(kind, digest));
  }
  return names;
}

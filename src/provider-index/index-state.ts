import type { Alarm } from '#contract';
import type { DirectoryProblem, Instant } from '#pec';
import type { Store } from '#ports';
import type { Difference } from './compare-records.ts';
import { DOCUMENT, fromJson } from './documents.ts';

/** Of every list the first ones are kept, and how many there were. */
export interface Some<T> {
  readonly first: readonly T[];
  readonly total: number;
}

const KEPT = 200;

export function firstOf<T>(values: readonly T[]): Some<T> {
  return { first: values.slice(0, KEPT), total: values.length };
}

/** One attempt to fetch the index, for people. */
export interface Attempt {
  readonly at: Instant;
  readonly outcome: 'taken' | 'held' | 'refused';
  readonly why?: string;
  /** The same answer was had before: since when, and how often with this one. */
  readonly since?: Instant;
  readonly times?: number;
}

/** What a person wants to know of the copy of the index; kept beside it. */
export interface IndexState {
  /** The newest first. */
  readonly attempts: readonly Attempt[];
  readonly copy?: {
    readonly fetchedAt: Instant;
    readonly url: string;
    /** SHA-256 of the signed file, and since when it has been this one. */
    readonly sha256: string;
    readonly since: Instant;
    readonly providers: number;
    readonly domains: number;
  };
  /** What the newest file that was read has against it: entries not taken, domains claimed twice. */
  readonly problems: Some<DirectoryProblem>;
  /** A file that lost many domains waits for a person (spec 13.7). */
  readonly held?: {
    readonly since: Instant;
    /** Of the signed file that was read last. */
    readonly sha256: string;
    /** SHA-256 of the names that are lost: what a person accepts is this loss and no other. */
    readonly loss: string;
    readonly domains: Some<string>;
  };
  /** The directory over LDAP, where one is configured. */
  readonly directory?: {
    readonly at: Instant;
    readonly where: string;
    readonly state: 'agrees' | 'differs' | 'unreachable';
    /** Since when so. */
    readonly since: Instant;
    readonly why?: string;
    readonly differences: Some<Difference>;
  };
  /** Our own record against what the index says of us (spec 13.8). */
  readonly own?: { readonly publishedAt: Instant; readonly differences: Some<Difference> };
}

/** One revocation list as it is held. */
export interface CrlState {
  readonly url: string;
  readonly thisUpdate?: Instant;
  readonly nextUpdate?: Instant;
  readonly fetchedAt?: Instant;
  /** Why the last attempt brought nothing. */
  readonly fault?: string;
}

export const NO_STATE: IndexState = { attempts: [], problems: firstOf([]) };

/** A copy older than this is an alarm (spec 9.9, 11.5); it stays in use. */
export const STALE_MS = 48 * 3_600_000;
/** The central directory fetches each record once a day (RFC 6109 4.5): by then it must say what we published. */
export const OWN_RECORD_MS = 24 * 3_600_000;

export async function readIndexState(store: Pick<Store, 'document'>): Promise<IndexState> {
  return fromJson<IndexState>((await store.document(DOCUMENT.state))?.bytes) ?? NO_STATE;
}

export async function readCrlStates(store: Pick<Store, 'document'>): Promise<readonly CrlState[]> {
  return fromJson<readonly CrlState[]>((await store.document(DOCUMENT.crlState))?.bytes) ?? [];
}

/** What somebody must look at, each in one sentence. */
export function indexAlarms(state: IndexState, now: Instant): readonly Alarm[] {
  return [...copyAlarms(state, now), ...problemAlarms(state), ...differenceAlarms(state, now)];
}

function copyAlarms({ copy, held, attempts }: IndexState, now: Instant): Alarm[] {
  const alarms: Alarm[] = [];
  const why = attempts[0]?.why;
  const values = why === undefined ? {} : { why };
  const because = why === undefined ? '' : `: ${why}`;
  if (copy === undefined)
    alarms.push({ code: 'index-empty', values, text: `there is no copy of the index: submissions get 451${because}` });
  else if (now - copy.fetchedAt > STALE_MS)
    alarms.push({ code: 'index-stale', values, text: `the copy is older than 48 hours; it stays in use${because}` });
  if (held !== undefined) {
    const { total } = held.domains;
    const text = `a new index without ${total} domains we know is held until a person runs "ceralacca index accept": ${named(held.domains)}`;
    const domains = held.domains.first.slice(0, NAMED).join(', ');
    alarms.push({ code: 'index-held', values: { count: total, domains }, text });
  }
  return alarms;
}

function problemAlarms({ problems }: IndexState): Alarm[] {
  const claims = problems.first.filter(({ kind }) => kind === 'domain-claimed-twice');
  const rejected = problems.first.filter(({ kind }) => kind !== 'domain-claimed-twice' && kind !== 'domains-lost');
  return [
    ...claims.map(({ dn, detail }): Alarm => {
      const values = { record: dn, why: detail };
      return { code: 'index-claimed-twice', values, text: `${dn} also claims ${detail}` };
    }),
    ...rejected.map(({ dn, detail }): Alarm => {
      const values = { record: dn, why: detail };
      return { code: 'index-rejected', values, text: `${dn} was not taken: ${detail}` };
    }),
  ];
}

function differenceAlarms({ directory, own }: IndexState, now: Instant): Alarm[] {
  const alarms: Alarm[] = [];
  const told = ({ record, detail }: Difference) => `${record}: ${detail}`;
  if (directory?.state === 'differs') {
    const { where } = directory;
    const why = named(directory.differences, told);
    const text = `${where} says otherwise than the signed file, which is believed: ${why}`;
    alarms.push({ code: 'index-directory', values: { where, why }, text });
  }
  if (own !== undefined && own.differences.total > 0 && now - own.publishedAt >= OWN_RECORD_MS) {
    const why = named(own.differences, ({ detail }) => detail);
    const text = `the index does not say of us what we have published for over 24 hours: ${why}`;
    alarms.push({ code: 'index-own-record', values: { why }, text });
  }
  return alarms;
}

const NAMED = 10;

function named<T>({ first, total }: Some<T>, tell: (value: T) => string = String): string {
  const some = first.slice(0, NAMED).map(tell);
  return total > some.length ? `${some.join('; ')}; and ${total - some.length} more` : some.join('; ');
}

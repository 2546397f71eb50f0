import { readLdif, writeLdif } from '#ldif';
import { type Instant, type ProviderIndexView, type ProviderRecord, providerIndexOf, readProviderRecords } from '#pec';
import type { Download, LegalTime, NamedDocument, ProviderDirectory, Step, Store } from '#ports';
import { DOCUMENT, toJson } from './documents.ts';
import { keepEvidence, purgeEvidence, sha256 } from './evidence.ts';
import { explainFault } from './explain-fault.ts';
import { askDirectory, type DirectoryAnswer, fetchIndex, type SignedIndex } from './fetch-index.ts';
import { firstOf, type IndexState, NO_STATE, readIndexState } from './index-state.ts';
import { isLossAccepted, judgeDirectory, judgeOwnRecord, lossDigest, lostDomains, unreachable } from './judge-index.ts';
import { OcspAnswers } from './ocsp-answers.ts';
import { recordEntry } from './record-entry.ts';
import { RevocationLists, refreshRevocations } from './revocation-lists.ts';
import { attempted, tellRefusal, tellTaken } from './tell-refresh.ts';

export interface ProviderIndexPorts {
  readonly store: Store;
  readonly legalTime: LegalTime;
  /** Over HTTPS with our client certificate (RFC 6109 5.6). */
  readonly indexDownload: Download;
  /** Revocation lists are signed themselves and may come over HTTP. */
  readonly crlDownload: Download;
  /** Absent: where the directory says (`LDIFLocationURL` of `o=postacert`, spec 13.3). */
  readonly indexUrl?: string | undefined;
  /** The directory over LDAP: compared with the signed file, never believed. */
  readonly directory?: ProviderDirectory | undefined;
  /** DER of the only certificate whose signature on the index is believed. */
  readonly authority: Uint8Array;
  /** Fetched besides those named in the providers' certificates. */
  readonly crlUrls: readonly string[];
  /** DER of the CAs that certify providers; absent: OCSP responders are not asked. */
  readonly issuers?: readonly Uint8Array[] | undefined;
}

/** A refresh as its office commits it: `adopt` puts it in force, after the commit. */
export interface Refresh {
  readonly step: Step;
  /** Whether something new was had; else the copy in force stays, and asking again soon is right. */
  readonly had: boolean;
  adopt(): void;
}

/** The local copy of the index of providers, and the revocation lists of their certificates (RFC 6109 4.5; spec 13.7, 9.9). */
export interface ProviderIndex {
  /** Undefined until a first copy was had: recipients cannot be typed before (spec 11.5). */
  view(): ProviderIndexView | undefined;
  records(): readonly ProviderRecord[];
  /** When the copy in force was fetched. */
  fetchedAt(): Instant | undefined;
  /** DER; the same array until a newer list comes. */
  crls(): readonly Uint8Array[];
  /** OCSP answers about the providers' certificates, DER, in the same way. */
  ocsp(): readonly Uint8Array[];
  /** What the store holds from before the last stop. */
  load(): Promise<void>;
  /**
   * Fetches, verifies, applies the sanity rules. Whatever goes wrong, the copy in force stays, and log and state say why. A sudden
   * loss of domains is held until a person has looked and accepted it.
   */
  refreshIndex(): Promise<Refresh>;
  refreshCrls(): Promise<Refresh>;
}

/** The copy in force. */
class LocalCopy {
  records: readonly ProviderRecord[] = [];
  view: ProviderIndexView | undefined;
  fetchedAt: Instant | undefined;
  state: IndexState = NO_STATE;

  adopt(records: readonly ProviderRecord[], at: Instant): void {
    this.records = records;
    this.view = providerIndexOf(records);
    this.fetchedAt = at;
  }

  async load(store: Store): Promise<void> {
    const document = await store.document(DOCUMENT.copy);
    if (document !== undefined) this.adopt((await readProviderRecords(readLdif(document.bytes))).records, document.at);
    this.state = await readIndexState(store);
  }
}

export function openProviderIndex(ports: ProviderIndexPorts): ProviderIndex {
  const copy = new LocalCopy();
  const lists = new RevocationLists();
  const answers = new OcspAnswers();
  return {
    view: () => copy.view,
    records: () => copy.records,
    fetchedAt: () => copy.fetchedAt,
    crls: () => lists.all,
    ocsp: () => answers.all,
    async load() {
      await copy.load(ports.store);
      await lists.load(copy.records, ports);
      await answers.load(copy.records, ports);
    },
    refreshIndex: () => refreshIndex(copy, ports),
    refreshCrls: () => refreshRevocations(lists, answers, copy.records, ports),
  };
}

async function refreshIndex(copy: LocalCopy, ports: ProviderIndexPorts): Promise<Refresh> {
  const at = ports.legalTime.now();
  const answer = await askDirectory(ports.directory);
  try {
    const file = await fetchIndex(whereIndexIs(answer, copy, ports), ports.authority, ports.indexDownload);
    return await judgeFile({ file, answer, at }, copy, ports);
  } catch (fault) {
    return refused({ outcome: 'refused', why: explainFault(fault) }, { answer, at }, copy);
  }
}

/** The settings say it, else the directory; when that is silent, the place of the copy in force. */
function whereIndexIs(answer: DirectoryAnswer | undefined, { state }: LocalCopy, ports: ProviderIndexPorts): string {
  const named = answer !== undefined && 'entries' in answer ? answer.fileUrl : undefined;
  const url = ports.indexUrl ?? named ?? state.copy?.url;
  if (url !== undefined) return url;
  const why = answer !== undefined && 'why' in answer ? answer.why : 'o=postacert bears no LDIFLocationURL';
  throw new Error(`nobody says where the signed index is: ${why}`);
}

interface FetchedIndex {
  readonly file: SignedIndex;
  readonly answer: DirectoryAnswer | undefined;
  readonly at: Instant;
}

async function judgeFile(fetched: FetchedIndex, copy: LocalCopy, ports: ProviderIndexPorts): Promise<Refresh> {
  const { file, at } = fetched;
  const reading = await readProviderRecords(file.entries, copy.records);
  if (reading.records.length === 0) throw new Error('no provider is in the index');
  const digest = await sha256(file.p7m);
  const lost = lostDomains(copy.records, reading.records);
  const loss = await lossDigest(lost);
  if (!reading.hold || (await isLossAccepted(loss, copy.fetchedAt ?? 0, ports.store)))
    return taken(reading, digest, fetched, copy, ports);
  const since = copy.state.held?.loss === loss ? copy.state.held.since : at;
  const held = { since, sha256: digest, loss, domains: firstOf(lost) };
  return refused({ outcome: 'held', why: `${lost.length} domains that we know are gone` }, fetched, copy, held);
}

async function taken(
  reading: Awaited<ReturnType<typeof readProviderRecords>>,
  digest: string,
  { file, answer, at }: FetchedIndex,
  copy: LocalCopy,
  ports: ProviderIndexPorts,
): Promise<Refresh> {
  const { store } = ports;
  const before = copy.state;
  // As the file says it, without what we know from before.
  const signed = await readProviderRecords(file.entries);
  const directory = await judgeDirectory(answer, file, signed, before.directory, at);
  const own = await judgeOwnRecord(signed, store);
  const state: IndexState = {
    attempts: attempted(before, { at, outcome: 'taken' }),
    copy: {
      fetchedAt: at,
      url: file.url,
      sha256: digest,
      since: before.copy?.sha256 === digest ? before.copy.since : at,
      providers: reading.records.length,
      domains: reading.records.flatMap(({ managedDomains }) => managedDomains).length,
    },
    problems: firstOf(reading.problems),
    ...(directory !== undefined && { directory }),
    ...(own !== undefined && { own }),
  };
  const purge = await purgeEvidence(store, at);
  const documents: readonly NamedDocument[] = [
    { name: DOCUMENT.copy, bytes: writeLdif(reading.records.map(recordEntry)), at },
    { name: DOCUMENT.state, bytes: toJson(state), at },
    ...(await keepEvidence(store, 'index', [{ source: file.url, bytes: file.p7m }], at)),
    ...(purge.documents ?? []),
  ];
  return {
    step: { documents, forget: purge.forget ?? [], log: tellTaken(reading, before, state, at) },
    had: true,
    adopt() {
      copy.adopt(reading.records, at);
      copy.state = state;
    },
  };
}

/** The copy in force stays. */
function refused(
  attempt: { readonly outcome: 'held' | 'refused'; readonly why: string },
  { answer, at }: Pick<FetchedIndex, 'answer' | 'at'>,
  copy: LocalCopy,
  held = copy.state.held,
): Refresh {
  const before = copy.state;
  const silent = answer !== undefined && 'why' in answer;
  const directory = silent ? unreachable(answer.where, answer.why, before.directory, at) : before.directory;
  const state: IndexState = {
    ...before,
    attempts: attempted(before, { at, ...attempt }),
    ...(directory !== undefined && { directory }),
    ...(held !== undefined && { held }),
  };
  return {
    step: {
      documents: [{ name: DOCUMENT.state, bytes: toJson(state), at }],
      log: tellRefusal(before, state, at),
    },
    had: false,
    adopt() {
      copy.state = state;
    },
  };
}

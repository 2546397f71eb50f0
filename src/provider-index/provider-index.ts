import { readCertificate, readCrl } from '#cms';
import { readLdif, writeLdif } from '#ldif';
import {
  type DirectoryReading,
  type Instant,
  type ProviderIndexView,
  type ProviderRecord,
  providerIndexOf,
  readProviderRecords,
} from '#pec';
import type { Download, LegalTime, LogRecord, Step, Store } from '#ports';
import { recordEntry } from './record-entry.ts';
import { openSignedDocument } from './signed-document.ts';

export interface ProviderIndexPorts {
  readonly store: Store;
  readonly legalTime: LegalTime;
  /** Over HTTPS with our client certificate (RFC 6109 5.6). */
  readonly indexDownload: Download;
  /** Revocation lists are signed themselves and may come over HTTP. */
  readonly crlDownload: Download;
  readonly indexUrl: string;
  /** DER of the only certificate whose signature on the index is believed. */
  readonly authority: Uint8Array;
  /** Fetched besides those named in the providers' certificates. */
  readonly crlUrls: readonly string[];
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
  /** What the store holds from before the last stop. */
  load(): Promise<void>;
  /**
   * Fetches, verifies, applies the sanity rules. Whatever goes wrong, the copy in force stays and the log says why. A sudden loss
   * of domains is held until a person has looked and said so (`LOSS_ACCEPTED`).
   */
  refreshIndex(): Promise<Refresh>;
  refreshCrls(): Promise<Refresh>;
}

const LIMITS = { maxBytes: 64 * 1_048_576, timeoutMs: 30_000 };
/** A copy older than this is an alarm (spec 9.9); it stays in use. */
const STALE_MS = 48 * 3_600_000;
const INDEX_DOCUMENT = 'indice.ldif';
/** Its presence, newer than the copy in force, says that a person found the loss of domains right (spec 13.7). */
export const LOSS_ACCEPTED = 'indice: perdita di domini accettata';
const NOTHING = () => {};

/** The copy in force. */
class LocalCopy {
  records: readonly ProviderRecord[] = [];
  view: ProviderIndexView | undefined;
  fetchedAt: Instant | undefined;
  crls: readonly Uint8Array[] = [];
  readonly crlOf = new Map<string, Uint8Array>();

  adopt(records: readonly ProviderRecord[], at: Instant): void {
    this.records = records;
    this.view = providerIndexOf(records);
    this.fetchedAt = at;
  }

  keepCrl(url: string, der: Uint8Array): void {
    this.crlOf.set(url, der);
    this.crls = [...this.crlOf.values()];
  }
}

export function openProviderIndex(ports: ProviderIndexPorts): ProviderIndex {
  const copy = new LocalCopy();
  return {
    view: () => copy.view,
    records: () => copy.records,
    fetchedAt: () => copy.fetchedAt,
    crls: () => copy.crls,
    load: () => load(copy, ports),
    refreshIndex: () => refreshIndex(copy, ports),
    refreshCrls: () => refreshCrls(copy, ports),
  };
}

async function load(copy: LocalCopy, ports: ProviderIndexPorts): Promise<void> {
  const document = await ports.store.document(INDEX_DOCUMENT);
  if (document !== undefined) copy.adopt((await readProviderRecords(readLdif(document.bytes))).records, document.at);
  for (const url of await crlUrls(copy, ports)) {
    const crl = await ports.store.document(`crl ${url}`);
    if (crl !== undefined) copy.keepCrl(url, crl.bytes);
  }
}

async function crlUrls({ records }: LocalCopy, ports: ProviderIndexPorts): Promise<readonly string[]> {
  const certificates = await Promise.all(records.flatMap((record) => record.certificates).map(readCertificate));
  const urls = new Set([...ports.crlUrls, ...certificates.flatMap((certificate) => certificate.crlUrls)]);
  return [...urls].filter((url) => /^https?:/i.test(url));
}

async function refreshIndex(copy: LocalCopy, ports: ProviderIndexPorts): Promise<Refresh> {
  const at = ports.legalTime.now();
  const isStale = copy.fetchedAt !== undefined && at - copy.fetchedAt > STALE_MS;
  const alarm = isStale ? [remark(at, 'IndiceScaduto', ["copia piu' vecchia di 48 ore"])] : [];
  try {
    const reading = await fetchIndex(ports, copy.records);
    if (reading.hold && !(await isLossAccepted(copy, ports))) {
      return refused(at, [...describe(reading), 'trattenuto: troppi domini scomparsi'], alarm);
    }
    const bytes = writeLdif(reading.records.map(recordEntry));
    const problems = reading.problems.length === 0 ? [] : [remark(at, 'IndiceRifiutato', describe(reading))];
    const log = [...problems, remark(at, 'IndiceAggiornato', [`${reading.records.length} gestori`])];
    return {
      step: { documents: [{ name: INDEX_DOCUMENT, bytes, at }], log },
      had: true,
      adopt: () => copy.adopt(reading.records, at),
    };
  } catch (error) {
    return refused(at, [explain(error)], alarm);
  }
}

async function refreshCrls(copy: LocalCopy, ports: ProviderIndexPorts): Promise<Refresh> {
  const at = ports.legalTime.now();
  const found: [string, Uint8Array][] = [];
  const log: LogRecord[] = [];
  for (const url of await crlUrls(copy, ports)) {
    try {
      const der = await ports.crlDownload.get(url, LIMITS);
      if (isNewer(der, copy.crlOf.get(url))) found.push([url, der]);
    } catch (error) {
      log.push(remark(at, 'IndiceRifiutato', [`lista di revoca ${url}: ${explain(error)}`]));
    }
  }
  const documents = found.map(([url, bytes]) => ({ name: `crl ${url}`, bytes, at }));
  const adopt = () => {
    for (const [url, der] of found) copy.keepCrl(url, der);
  };
  return { step: { documents, log }, had: log.length === 0, adopt };
}

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function isLossAccepted({ fetchedAt = 0 }: LocalCopy, { store }: ProviderIndexPorts): Promise<boolean> {
  const accepted = await store.document(LOSS_ACCEPTED);
  return accepted !== undefined && accepted.at > fetchedAt;
}

async function fetchIndex(ports: ProviderIndexPorts, previous: readonly ProviderRecord[]): Promise<DirectoryReading> {
  const p7m = await ports.indexDownload.get(ports.indexUrl, LIMITS);
  const reading = await readProviderRecords(readLdif(await openSignedDocument(p7m, ports.authority)), previous);
  if (reading.records.length === 0) throw new Error("nessun gestore nell'indice");
  return reading;
}

function refused(at: Instant, why: readonly string[], alarm: readonly LogRecord[]): Refresh {
  return { step: { log: [...alarm, remark(at, 'IndiceRifiutato', why)] }, had: false, adopt: NOTHING };
}

function describe({ problems }: DirectoryReading): readonly string[] {
  return problems.map(({ dn, kind, detail }) => `${dn}: ${kind}: ${detail}`);
}

function remark(instant: Instant, event: LogRecord['event'], eccezioni: readonly string[]): LogRecord {
  return { instant, point: 'SYS', event, eccezioni };
}

/**
 * A list that can't be read is not kept; an older one never replaces a newer. An authority that revokes twice within one second
 * gives both lists the same instant: there the CRL number tells (RFC 5280 5.2.3). Throws CmsFault.
 */
function isNewer(der: Uint8Array, known: Uint8Array | undefined): boolean {
  const list = readCrl(der);
  if (known === undefined) return true;
  const kept = readCrl(known);
  if (list.thisUpdate !== kept.thisUpdate) return list.thisUpdate > kept.thisUpdate;
  return list.number !== undefined && kept.number !== undefined && list.number > kept.number;
}

import { readCertificate, readCrl } from '#cms';
import type { Instant, ProviderRecord } from '#pec';
import type { Download, LegalTime, LogRecord, Step, Store } from '#ports';
import { DOCUMENT, toJson } from './documents.ts';
import { keepEvidence } from './evidence.ts';
import { explainFault } from './explain-fault.ts';
import type { CrlState } from './index-state.ts';
import { askResponders, type OcspAnswers, type OcspPorts } from './ocsp-answers.ts';

const LIMITS = { maxBytes: 64 * 1_048_576, timeoutMs: 30_000 };

export interface RevocationListPorts {
  readonly store: Store;
  readonly legalTime: LegalTime;
  /** Revocation lists are signed themselves and may come over HTTP. */
  readonly crlDownload: Download;
  /** Fetched besides those named in the providers' certificates. */
  readonly crlUrls: readonly string[];
  readonly issuers?: OcspPorts['issuers'];
}

/** The lists in force, by address; of each the newest that was had. */
export class RevocationLists {
  readonly #ofUrl = new Map<string, Uint8Array>();
  #all: readonly Uint8Array[] = [];

  /** DER; the same array until a newer list comes. */
  get all(): readonly Uint8Array[] {
    return this.#all;
  }

  of(url: string): Uint8Array | undefined {
    return this.#ofUrl.get(url);
  }

  keep(url: string, der: Uint8Array): void {
    this.#ofUrl.set(url, der);
    this.#all = [...this.#ofUrl.values()];
  }

  /** What the store holds from before the last stop. */
  async load(records: readonly ProviderRecord[], ports: RevocationListPorts): Promise<void> {
    for (const url of await crlUrls(records, ports)) {
      const kept = await ports.store.document(`crl ${url}`);
      if (kept !== undefined) this.keep(url, kept.bytes);
    }
  }
}

async function crlUrls(records: readonly ProviderRecord[], ports: RevocationListPorts): Promise<readonly string[]> {
  const certificates = await Promise.all(records.flatMap((record) => record.certificates).map(readCertificate));
  const urls = new Set([...ports.crlUrls, ...certificates.flatMap((certificate) => certificate.crlUrls)]);
  return [...urls].filter((url) => /^https?:/i.test(url));
}

/**
 * Fetches every list and every OCSP answer anew; one that cannot be had leaves the one in force where it is (spec 9.9). Where all
 * lists or all answers were had, the others are not missed (spec 14.2).
 */
export async function refreshRevocations(
  lists: RevocationLists,
  answers: OcspAnswers,
  records: readonly ProviderRecord[],
  ports: RevocationListPorts,
): Promise<{ step: Step; had: boolean; adopt(): void }> {
  const at = ports.legalTime.now();
  const states: CrlState[] = [];
  const inForce = new Map<string, Uint8Array>();
  const log: LogRecord[] = [];
  for (const url of await crlUrls(records, ports)) {
    const kept = lists.of(url);
    try {
      const der = await ports.crlDownload.get(url, LIMITS);
      inForce.set(url, isNewer(der, kept) ? der : kept!);
      states.push({ ...stateOf(url, inForce.get(url)), fetchedAt: at });
    } catch (fault) {
      const why = explainFault(fault);
      log.push(refusal(at, `lista di revoca ${url}: ${why}`));
      states.push({ ...stateOf(url, kept), fault: why });
    }
  }
  const asked = await askResponders(answers, records, ports, at);
  const fresh = [...inForce].filter(([url, der]) => der !== lists.of(url));
  const found = [...inForce].map(([source, bytes]) => ({ source, bytes }));
  const documents = [
    ...fresh.map(([url, bytes]) => ({ name: `crl ${url}`, bytes, at })),
    ...(await keepEvidence(ports.store, 'crl', found, at)),
    ...asked.documents,
    { name: DOCUMENT.crlState, bytes: toJson([...states, ...asked.states]), at },
  ];
  const adopt = () => {
    for (const [url, der] of fresh) lists.keep(url, der);
    asked.adopt();
  };
  if (log.length > 0) log.push(...asked.faults.map((why) => refusal(at, why)));
  return { step: { documents, log }, had: log.length === 0 || asked.complete, adopt };
}

function refusal(instant: Instant, why: string): LogRecord {
  return { instant, point: 'SYS', event: 'IndiceRifiutato', eccezioni: [why] };
}

function stateOf(
  url: string,
  der: Uint8Array | undefined,
): { url: string; thisUpdate?: Instant; nextUpdate?: Instant } {
  if (der === undefined) return { url };
  const { thisUpdate, nextUpdate } = readCrl(der);
  return { url, thisUpdate, ...(nextUpdate !== undefined && { nextUpdate }) };
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

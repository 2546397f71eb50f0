import { type Certificate, ocspRequest, ocspUrl, readCertificate, readOcspResponse, verifyOcspResponse } from '#cms';
import type { Instant, ProviderRecord } from '#pec';
import type { Download, NamedDocument, Store } from '#ports';
import { keepEvidence } from './evidence.ts';
import { explainFault } from './explain-fault.ts';
import type { CrlState } from './index-state.ts';

const LIMITS = { maxBytes: 262_144, timeoutMs: 10_000 };

export interface OcspPorts {
  readonly store: Store;
  /** Answers are signed themselves and may come over HTTP. */
  readonly crlDownload: Download;
  /** DER of the CAs that certify providers: a question names the issuer by its key. Without them no responder is asked. */
  readonly issuers?: readonly Uint8Array[] | undefined;
}

/** What responders said of the providers' certificates, the newest of each (spec 14.2: in place of a list). */
export class OcspAnswers {
  readonly #ofCertificate = new Map<string, Uint8Array>();
  #all: readonly Uint8Array[] = [];

  /** DER; the same arrays until newer ones come. */
  get all(): readonly Uint8Array[] {
    return this.#all;
  }

  of(source: string): Uint8Array | undefined {
    return this.#ofCertificate.get(source);
  }

  keep(source: string, der: Uint8Array): void {
    this.#ofCertificate.set(source, der);
    this.#all = [...this.#ofCertificate.values()];
  }

  /** What the store holds from before the last stop. */
  async load(records: readonly ProviderRecord[], { store }: OcspPorts): Promise<void> {
    for (const { source } of await answerable(records)) {
      const kept = await store.document(`ocsp ${source}`);
      if (kept !== undefined) this.keep(source, kept.bytes);
    }
  }
}

interface Answerable {
  readonly certificate: Certificate;
  readonly responder: string;
  /** The responder and the certificate it is asked about. */
  readonly source: string;
}

async function answerable(records: readonly ProviderRecord[]): Promise<readonly Answerable[]> {
  const certificates = await Promise.all(records.flatMap((record) => record.certificates).map(readCertificate));
  return certificates.flatMap((certificate) => {
    const responder = certificate.ocspUrls.find((url) => /^https?:/i.test(url));
    if (responder === undefined) return [];
    return [{ certificate, responder, source: `${responder} ${certificate.serial}` }];
  });
}

export interface AskedResponders {
  readonly states: readonly CrlState[];
  readonly documents: readonly NamedDocument[];
  /** Why there is no answer, one for each certificate. */
  readonly faults: readonly string[];
  /** Whether every certificate in the index has a fresh answer: then no list is missed. */
  readonly complete: boolean;
  adopt(): void;
}

/** Asks about every certificate of the index that names a responder; an answer that cannot be had leaves the one in force. */
export async function askResponders(
  answers: OcspAnswers,
  records: readonly ProviderRecord[],
  ports: OcspPorts,
  at: Instant,
): Promise<AskedResponders> {
  const issuers = await Promise.all((ports.issuers ?? []).map(readCertificate));
  const found = new Map<string, Uint8Array>();
  const states: CrlState[] = [];
  const faults: string[] = [];
  const asked = issuers.length === 0 ? [] : await answerable(records);
  /** A responder that is silent is asked no more in this round. */
  const silent = new Map<string, string>();
  for (const one of asked) {
    try {
      const der = await answerAbout(one, issuers, downloadUnless(silent, one.responder, ports.crlDownload), at);
      found.set(one.source, der);
      states.push({ ...stateOf(one.source, der), fetchedAt: at });
    } catch (fault) {
      const why = explainFault(fault);
      faults.push(`risposta OCSP ${one.source}: ${why}`);
      states.push({ ...stateOf(one.source, answers.of(one.source)), fault: why });
    }
  }
  const kept = [...found].map(([source, bytes]) => ({ source, bytes }));
  return {
    states,
    documents: [
      ...kept.map(({ source, bytes }) => ({ name: `ocsp ${source}`, bytes, at })),
      ...(await keepEvidence(ports.store, 'ocsp', kept, at)),
    ],
    faults,
    complete: found.size > 0 && found.size === records.flatMap(({ certificates }) => certificates).length,
    adopt() {
      for (const [source, der] of found) answers.keep(source, der);
    },
  };
}

function downloadUnless(silent: Map<string, string>, responder: string, download: Download) {
  return async (url: string): Promise<Uint8Array> => {
    const before = silent.get(responder);
    if (before !== undefined) throw new Error(before);
    try {
      return await download.get(url, LIMITS);
    } catch (fault) {
      silent.set(responder, explainFault(fault));
      throw fault;
    }
  };
}

async function answerAbout(
  { certificate, responder }: Answerable,
  issuers: readonly Certificate[],
  download: (url: string) => Promise<Uint8Array>,
  at: Instant,
): Promise<Uint8Array> {
  let why = `the issuer ${certificate.issuer} is not at hand`;
  for (const issuer of issuers.filter(({ subject }) => subject === certificate.issuer)) {
    const question = { certificate: certificate.der, issuer: issuer.der };
    const der = await download(ocspUrl(responder, await ocspRequest(question)));
    const verdict = await verifyOcspResponse(der, { ...question, at });
    if (verdict.state !== 'unknown') return der;
    why = `the answer ${verdict.reason}`;
  }
  throw new Error(why);
}

function stateOf(source: string, der: Uint8Array | undefined): CrlState {
  const answer = der === undefined ? undefined : readOcspResponse(der).answers[0];
  if (answer === undefined) return { url: source };
  const { thisUpdate, nextUpdate } = answer;
  return { url: source, thisUpdate, ...(nextUpdate !== undefined && { nextUpdate }) };
}

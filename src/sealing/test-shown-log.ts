import { createHmac, hash } from 'node:crypto';
import { memoryClock, openMemoryStore } from '#adapters/memory';
import { judgeChain, readCertificate } from '#cms';
import {
  type Day,
  DayWriter,
  dayEnd,
  dayStart,
  type HeadEvidence,
  type InclusionEvidence,
  type LogEntry,
  type LogHead,
  logRecordText,
  MerkleTree,
  type PublishedHead,
  signHead,
  writeHeadPage,
  writeProof,
} from '#evidence';
import { concat, hex } from '#mime';
import type { Download, Signer } from '#ports';
import { testAuthority, testCertificate, testSigner } from '#testing';
import { readAlarmDocument, readHeadDocument, witnessNames } from './witness-documents.ts';
import type { WitnessPorts } from './witness-ports.ts';

const sha256 = (octets: Uint8Array) => new Uint8Array(hash('sha256', octets, 'buffer'));
const saltOf = (seq: number) => createHmac('sha256', 'secret').update(`${seq}`).digest().subarray(0, 16);

export const ALFA = { name: 'Gestore Alfa S.p.A.', domain: 'gestore-alfa.example' };
export const BETA = { name: 'Gestore Beta S.p.A.', domain: 'gestore-beta.example' };
type Provider = typeof ALFA;

/** A provider's signer, below the root that all trust in these tests; for tests only. */
export async function signerOf({ name, domain }: Provider): Promise<Signer> {
  const order = { authority: 'uno', keys: domain, providerName: name, serviceAddress: `posta-certificata@${domain}` };
  return testSigner(domain, await testCertificate({ ...order, serial: name.length + domain.length }));
}

/** A day as a provider chooses to tell it. */
export interface ToldDay {
  readonly day: Day;
  readonly records: readonly LogEntry[];
  /** The day is open still: a head of this instant. */
  readonly openAt?: number;
}

/** `count` records of a day, one an hour. */
export function recordsOf(day: Day, count: number): LogEntry[] {
  return Array.from({ length: count }, (_, n) => ({
    seq: dayStart(day) / 1_000 + 10 * n,
    instant: dayStart(day) + n * 3_600_000,
    point: 'AP',
    event: 'Accettazione',
    identificativo: `${day}.${n}@${ALFA.domain}`,
    mittente: 'mario@pec.alfa.example',
  }));
}

/** A log as a provider shows it, honest or not: sealed, signed and published from whatever records it is given. */
export interface ShownLog {
  readonly heads: readonly PublishedHead[];
  readonly download: Download;
  /** Evidence of the n-th record of a day, by the head that is shown. */
  evidenceOf(day: Day, record: number): Promise<InclusionEvidence>;
}

export async function showLog(provider: Provider, days: readonly ToldDay[]): Promise<ShownLog> {
  const signer = await signerOf(provider);
  const heads: PublishedHead[] = [];
  const trees = new Map<Day, MerkleTree>();
  let previous: LogHead['previous'] = null;
  for (const { day, records, openAt } of days) {
    const before = previous && { ...previous, sha256: hex(sha256(new TextEncoder().encode(previous.day))) };
    const opening = { provider: provider.name, domain: provider.domain, day, previous: before };
    const writer = new DayWriter(opening, { sha256, saltOf });
    const leaves = concat([writer.opening.commitments, writer.write(records).commitments]);
    const read = async (start: number, end: number) => leaves.subarray(32 * start, 32 * end);
    trees.set(day, await MerkleTree.build(read, writer.tally.size, sha256));
    const tree = { day, size: writer.tally.size, root: hex(writer.tally.root()) };
    const [at, final] = [openAt ?? dayEnd(day) + 5_000, openAt === undefined];
    const head = { provider: provider.name, domain: provider.domain, ...tree, at, final, previous };
    heads.push({ head, p7m: await signHead(head, signer), countersignatures: [] });
    previous = tree;
  }
  return {
    heads,
    download: { get: async (url) => new TextEncoder().encode(await answer(new URL(url), heads, trees)) },
    async evidenceOf(day, record) {
      const [told, head] = [days.find((one) => one.day === day)!, heads.find((one) => one.head.day === day)!];
      const path = await trees.get(day)!.inclusion(record + 1);
      const entry = told.records[record]!;
      return { record: logRecordText(entry), salt: saltOf(entry.seq), index: record + 1, path, head };
    },
  };
}

async function answer(
  { pathname, searchParams: query }: URL,
  heads: readonly PublishedHead[],
  trees: ReadonlyMap<Day, MerkleTree>,
): Promise<string> {
  if (pathname === '/log/heads') {
    const [after, limit] = [query.get('after') ?? '', Number(query.get('limit'))];
    return writeHeadPage(heads.filter(({ head }) => head.day > after).slice(0, limit));
  }
  const tree = trees.get(query.get('day') ?? '');
  if (pathname !== '/log/consistency' || tree === undefined || Number(query.get('to')) > tree.size)
    throw new Error('answered with status 404');
  return writeProof(await tree.consistency(Number(query.get('from')), Number(query.get('to'))), {});
}

/** A witness with a store of its own. `shown`: what it is shown now; may be replaced. */
export async function openWitness(provider: Provider, watched: Provider, start: number) {
  const clock = memoryClock(start);
  const store = openMemoryStore();
  const signer = await signerOf(provider);
  const { authority } = await testAuthority('uno');
  const roots = [authority.certificate];
  const view: { shown: Download } = { shown: { get: () => Promise.reject(new Error('connection refused')) } };
  const download: Download = { get: (url, limits) => view.shown.get(url, limits) };
  const ports: WitnessPorts = {
    store,
    legalTime: clock,
    signer: () => signer,
    domain: provider.domain,
    watched: [{ domain: watched.domain, url: `https://${watched.domain}/log/`, download }],
    async judgeSigner(domain, { cms, at }) {
      const leaf = cms.signerCertificate!;
      const { emailAddresses } = await readCertificate(leaf);
      if (!emailAddresses[0]!.endsWith(`@${domain}`)) return `its certificate is of ${emailAddresses[0]}`;
      const { reasons } = await judgeChain({ leaf, intermediates: [], roots, crls: [], at, revocation: 'if-given' });
      return reasons[0];
    },
  };
  const list = (prefix: string) => store.documents(prefix, { limit: 1_000 });
  return {
    ports,
    clock,
    store,
    view,
    roots,
    events: () => store.state.log.map(({ event, eccezioni = [] }) => [event, ...eccezioni].join(' ')),
    alarms: async () => (await list(witnessNames.alarms(watched.domain))).map(readAlarmDocument),
    signed: async (): Promise<HeadEvidence[]> => (await list(witnessNames.days(watched.domain))).map(readHeadDocument),
  };
}

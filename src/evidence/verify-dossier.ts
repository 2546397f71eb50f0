import { CmsFault } from '#cms';
import type { Instant, PecMessage } from '#pec';
import { ArchiveFault, type ArchiveFiles, openArchive } from './dossier-archive.ts';
import { broken, type DossierLink, notJudged, ok } from './dossier-links.ts';
import {
  type DossierManifest,
  type FileRole,
  MANIFEST,
  MAX_MANIFEST_OCTETS,
  type ManifestFile,
  type MissingPart,
  readManifest,
} from './dossier-manifest.ts';
import { allBytes, type ByteSource } from './dossier-source.ts';
import type { DossierTrust, Knowledge } from './dossier-trust.ts';
import { type ExtractDocument, entriesOf, MAX_EXTRACT_OCTETS, readExtract } from './extract-document.ts';
import { EvidenceFault } from './fault.ts';
import { inItalian } from './italian-reason.ts';
import { judgeFacts } from './judge-facts.ts';
import { digestsOf, judgeFiles, judgeSums } from './judge-files.ts';
import { judgeIndex, judgeMembership } from './judge-index.ts';
import { judgeExtract } from './judge-log.ts';
import { judgeSeal } from './judge-manifest.ts';
import { type JudgedMessage, judgeMessage, linksOfMessage } from './judge-message.ts';
import { judgeOriginal } from './judge-original.ts';
import { judgeProvider, judgeSubject } from './judge-provider.ts';
import { judgeRecords } from './judge-records.ts';
import type { LogEntry } from './log-record-text.ts';

/** A dossier judged: every link of the chain of proof, and what it tells. */
export interface DossierVerdict {
  /** `undecided`: nothing is broken, but whom to believe was not said, or the signature could not be judged. */
  readonly outcome: 'holds' | 'broken' | 'undecided';
  readonly links: readonly DossierLink[];
  readonly manifest?: DossierManifest;
  /** Since when it provably exists. */
  readonly existedAt?: Instant;
  /** The newest time that manifest, time-stamp or renewals state, believed or not. */
  readonly newest?: Instant;
  readonly entries: readonly LogEntry[];
  readonly messages: readonly { readonly name: string; readonly message: PecMessage; readonly signer?: string }[];
}

const MAX_CERTIFICATE_OCTETS = 65_536;
const MAX_CRL_OCTETS = 32 * 1_048_576;

/**
 * Verifies a dossier or an extract without its provider, link by link (issue of proof, items 2 and 4). Pure but for WebCrypto: runs on a
 * server and in a browser, offline. `at`: the instant of judging. Never throws on bad input.
 */
export async function verifyDossier(archive: ByteSource, trust: DossierTrust, at: Instant): Promise<DossierVerdict> {
  try {
    return await judge(await openArchive(archive), trust, at);
  } catch (fault) {
    if (!(fault instanceof EvidenceFault || fault instanceof CmsFault || fault instanceof RangeError)) throw fault;
    const kind = fault instanceof ArchiveFault ? 'archive' : 'files';
    const link = broken(
      kind,
      fault instanceof ArchiveFault ? '' : MANIFEST.manifest,
      inItalian(fault.message),
      fault.message,
    );
    return { outcome: 'broken', links: [link], entries: [], messages: [] };
  }
}

async function judge(files: ArchiveFiles, trust: DossierTrust, at: Instant): Promise<DossierVerdict> {
  const source = files.get(MANIFEST.manifest);
  if (source === undefined) throw new ArchiveFault(`there is no ${MANIFEST.manifest}: this is no dossier`);
  const octets = await allBytes(source, MAX_MANIFEST_OCTETS);
  const digests = await digestsOf(files);
  const crls = [...(trust.crls ?? []), ...(await revocationOf(files, 'crl'))];
  const known = { ...trust, crls, ocsp: await revocationOf(files, 'ocsp') };
  const seal = await judgeSeal(files, octets, known, at);
  const sums = await judgeSums(files.get(MANIFEST.sums), digests);
  const begun = [ok('archive', '', 'è intero', 'is whole'), ...seal.links];
  const manifest = readOrFault(octets);
  if (manifest instanceof EvidenceFault) {
    const links = [
      ...begun,
      broken('files', MANIFEST.manifest, inItalian(manifest.message), manifest.message),
      ...sums,
    ];
    return { outcome: 'broken', links, entries: [], messages: [] };
  }
  const asOf = seal.existedAt ?? at;
  const inside = await judgeInside(files, manifest, { digests, known, asOf });
  const envelope = inside.messages.find(({ message }) => message.number === 'M4');
  const links = [
    ...begun,
    ...judgeProvider(manifest, seal.signedBy, envelope),
    ...judgeFiles(manifest, digests),
    ...sums,
    ...inside.links,
    ...missingLinks(manifest),
  ];
  const isEmpty = (manifest.kind === 'extract' ? inside.entries : inside.messages).length === 0;
  return {
    outcome: outcomeOfLinks(links, isEmpty),
    links,
    manifest,
    entries: inside.entries,
    messages: inside.messages.map(({ name, message, verdict }) => {
      const signer = verdict.record?.name ?? verdict.signer?.subject;
      return { name, message, ...(signer !== undefined && { signer }) };
    }),
    ...(seal.existedAt !== undefined && { existedAt: seal.existedAt }),
    ...newestOf(Date.parse(manifest.made), ...(seal.statedTimes ?? [])),
  };
}

function newestOf(...times: readonly Instant[]): { newest?: Instant } {
  const newest = Math.max(...times.filter((time) => !Number.isNaN(time)));
  return Number.isFinite(newest) ? { newest } : {};
}

function readOrFault(octets: Uint8Array): DossierManifest | EvidenceFault {
  try {
    return readManifest(octets);
  } catch (fault) {
    if (fault instanceof EvidenceFault) return fault;
    throw fault;
  }
}

/** What holds nothing proves nothing. */
function outcomeOfLinks(links: readonly DossierLink[], isEmpty: boolean): DossierVerdict['outcome'] {
  if (links.some(({ state }) => state === 'broken')) return 'broken';
  if (isEmpty) return 'undecided';
  const needed = links.filter(({ kind }) => kind === 'manifest' || kind === 'message' || kind === 'timestamp');
  return needed.every(({ state }) => state === 'ok') ? 'holds' : 'undecided';
}

interface Circumstances {
  readonly digests: ReadonlyMap<string, string>;
  readonly known: Knowledge;
  /** When everything inside was there. */
  readonly asOf: Instant;
}

interface Inside {
  readonly links: readonly DossierLink[];
  readonly entries: readonly LogEntry[];
  readonly messages: readonly JudgedMessage[];
}

async function judgeInside(files: ArchiveFiles, manifest: DossierManifest, c: Circumstances): Promise<Inside> {
  const found = (role: FileRole) =>
    manifest.files.flatMap((file) => {
      const source = file.role === role ? files.get(file.name) : undefined;
      return source === undefined ? [] : [{ ...file, source }];
    });
  const certificates = await Promise.all(
    found('certificate').map(({ source }) => allBytes(source, MAX_CERTIFICATE_OCTETS)),
  );
  const circumstances = { crls: c.known.crls, certificates, at: c.asOf };
  const index = await judgeIndex(found('index').at(-1), c.known, circumstances);
  const { crls, ocsp = [] } = c.known;
  const evidence = { crls, ocsp, ...(index.view && { index: index.view }) };
  const { links: ofLog, entries } = await judgeExtracts(files, found('extract'), manifest, c);
  if (manifest.kind === 'extract') return { links: ofLog, entries, messages: [] };
  const messages: JudgedMessage[] = [];
  for (const { name, source } of [...found('envelope'), ...found('receipt')])
    messages.push(await judgeMessage(name, source, c.known, evidence));
  return {
    entries,
    messages,
    links: [
      ...messages.flatMap((judged) => linksOfMessage(judged, c.known)),
      ...(await judgeOriginal(found('original')[0], messages)),
      ...judgeFacts(manifest, messages),
      ...judgeRecords(messages, c.digests, entries),
      ...judgeSubject(manifest, entries),
      ...ofLog,
      ...index.links,
      ...judgeMembership(messages),
    ],
  };
}

async function judgeExtracts(
  files: ArchiveFiles,
  extracts: readonly (ManifestFile & { readonly source: ByteSource })[],
  { provider, files: all }: DossierManifest,
  { known, asOf }: Circumstances,
): Promise<{ readonly links: readonly DossierLink[]; readonly entries: readonly LogEntry[] }> {
  const witnessesOf = (head: string) =>
    all.filter(({ role, of }) => role === 'witness' && of === head).map(({ name }) => name);
  const links: DossierLink[] = [];
  const entries: LogEntry[] = [];
  for (const { name, source } of extracts) {
    try {
      const extract: ExtractDocument = readExtract(await allBytes(source, MAX_EXTRACT_OCTETS), name);
      entries.push(...entriesOf(extract));
      links.push(...(await judgeExtract(extract, { files, witnessesOf }, { ...known, domain: provider.domain }, asOf)));
    } catch (fault) {
      if (!(fault instanceof EvidenceFault || fault instanceof RangeError)) throw fault;
      links.push(broken('record', name, inItalian(fault.message), fault.message));
    }
  }
  return { links, entries };
}

/** Lists or answers of the dossier, by the ending of their names. */
async function revocationOf(files: ArchiveFiles, kind: 'crl' | 'ocsp'): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const [name, source] of files) {
    const isOne = name.startsWith('revoche/') && name.endsWith(`.${kind}`) && source.size <= MAX_CRL_OCTETS;
    if (isOne) found.push(await allBytes(source, MAX_CRL_OCTETS));
  }
  return found;
}

const MISSING: Readonly<Record<MissingPart['what'], readonly [it: string, en: string]>> = {
  'take-charge': ['la presa in carico non è ancora nota', 'the take-charge is not known yet'],
  delivery: ["l'esito della consegna non è ancora noto", 'the outcome of the delivery is not known yet'],
  octets: [
    'gli ottetti di un messaggio non sono conservati, o non sono integri',
    'the octets of a message are not kept, or not whole',
  ],
  head: [
    'le ultime righe del registro non sono ancora comprese in una testa',
    'the newest records are not covered by a head yet',
  ],
  'head-timestamp': ['una testa non è ancora marcata', 'a head is not time-stamped yet'],
  index: ["l'indice dei gestori di quel giorno non c'è", 'there is no index of providers of that day'],
  crl: ['non ci sono liste di revoca di quel giorno', 'there are no revocation lists of that day'],
  timestamp: ['il fascicolo non è marcato', 'the dossier is not time-stamped'],
};

function missingLinks({ missing }: DossierManifest): readonly DossierLink[] {
  if (missing.length === 0) return [ok('complete', '', 'non manca nulla', 'nothing is missing')];
  return missing.map(({ what, recipient = '', knownBy }) => {
    const [it, en] = MISSING[what];
    const when =
      knownBy === undefined ? { it: '', en: '' } : { it: `: si saprà entro ${knownBy}`, en: `: known by ${knownBy}` };
    return notJudged('complete', recipient, `${it}${when.it}`, `${en}${when.en}`);
  });
}

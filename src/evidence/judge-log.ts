import { readTimestampResponse } from '#cms';
import type { Instant } from '#pec';
import type { ArchiveFiles } from './dossier-archive.ts';
import { broken, byRoots, type DossierLink, type LinkKind, notJudged, ok } from './dossier-links.ts';
import { allBytes } from './dossier-source.ts';
import type { Knowledge } from './dossier-trust.ts';
import type { EvidenceCheck, EvidenceQuestion } from './evidence-check.ts';
import type { ExtractDocument, ProvenRecord } from './extract-document.ts';
import { EvidenceFault } from './fault.ts';
import { fromHex } from './hex-text.ts';
import { type InclusionEvidence, verifyInclusionEvidence } from './inclusion-evidence.ts';
import { inItalian } from './italian-reason.ts';
import type { HeadEvidence } from './judge-head.ts';

const MAX_HEAD_FILE = 1_048_576;

/** Where the heads of an extract are: files of the same archive. */
export interface HeadFiles {
  readonly files: ArchiveFiles;
  /** Names of the witnesses' signatures over a head. */
  witnessesOf(head: string): readonly string[];
}

const KINDS: Readonly<Record<EvidenceQuestion, LinkKind>> = {
  record: 'record',
  inclusion: 'inclusion',
  date: 'date',
  head: 'head',
  signer: 'signer',
  timestamp: 'head-timestamp',
  witness: 'witness',
};

const GOOD: Readonly<Partial<Record<LinkKind, string>>> = {
  record: 'si legge',
  inclusion: 'è nel registro firmato del giorno',
  date: 'concorda con il giorno in cui fu scritta',
  head: 'è firmata dal gestore',
  signer: 'il certificato del gestore era valido',
  'head-timestamp': 'un’autorità ne attesta la data',
  witness: 'un altro gestore ha firmato di averla vista',
};

/** By these a link depends on whom one believes. */
const BY_ROOTS: ReadonlySet<LinkKind> = new Set<LinkKind>(['signer', 'head-timestamp', 'witness']);

/**
 * Judges the records of an extract: text, place in the tree, head, signer, time-stamp, witnesses. `domain`: whose log it must be; `at`: as of
 * when.
 */
export async function judgeExtract(
  extract: ExtractDocument,
  heads: HeadFiles,
  trust: Knowledge & { readonly domain: string },
  at: Instant,
): Promise<readonly DossierLink[]> {
  const evidence: InclusionEvidence[] = [];
  // A head that is named again and again is read and judged once.
  const known = new Map<string, HeadEvidence>();
  const links: DossierLink[] = [];
  if (extract.domain !== trust.domain) {
    const about = `${extract.domain}, ${trust.domain}`;
    links.push(broken('record', about, 'l’estratto è di un altro gestore', 'the extract is of another provider'));
  }
  for (const day of extract.days) {
    try {
      const head = known.get(day.head) ?? (await headOf(day.head, heads));
      known.set(day.head, head);
      for (const record of day.records) evidence.push(evidenceOf(record, head));
    } catch (fault) {
      if (!(fault instanceof EvidenceFault)) throw fault;
      links.push(broken('head', day.head, inItalian(fault.message), fault.message));
    }
  }
  const checks = await verifyInclusionEvidence(evidence, trust, at);
  links.push(...evidenceLinks(checks, trust.roots));
  const { length } = extract.unproven;
  if (length > 0) {
    const it = `${length} righe sono più recenti dell'ultima testa: firmate dal gestore, non ancora comprese nel registro`;
    links.push(
      notJudged('inclusion', '', it, `${length} records are newer than the last head: signed, not yet proved`),
    );
  }
  return links;
}

async function headOf(name: string, { files, witnessesOf }: HeadFiles): Promise<HeadEvidence> {
  const p7m = await bytesOf(files, name);
  const response = files.has(`${name}.tsr`) ? await bytesOf(files, `${name}.tsr`) : undefined;
  const countersignatures = await Promise.all(witnessesOf(name).map((one) => bytesOf(files, one)));
  const timestamp = response && tokenOf(response);
  return { p7m, countersignatures, ...(timestamp && { timestamp }) };
}

function evidenceOf({ record, salt, index, path }: ProvenRecord, head: HeadEvidence): InclusionEvidence {
  return { record, index, head, salt: fromHex(salt)!, path: path.map((hash) => fromHex(hash)!) };
}

async function bytesOf(files: ArchiveFiles, name: string): Promise<Uint8Array> {
  const source = files.get(name);
  if (source === undefined) throw new EvidenceFault(`${name} is missing`);
  if (source.size > MAX_HEAD_FILE) throw new EvidenceFault(`${name} is too large`);
  return allBytes(source, MAX_HEAD_FILE);
}

/** The token out of an answer of a time-stamp authority; what cannot be read is given on as it is, and judged as no token. */
export function tokenOf(response: Uint8Array): Uint8Array {
  try {
    const answer = readTimestampResponse(response);
    return answer.granted ? answer.token : response;
  } catch {
    return response;
  }
}

function linkOf(check: EvidenceCheck, roots: readonly Uint8Array[]): DossierLink {
  const { question, outcome, text } = check;
  const kind = KINDS[question];
  const subject = shortly(check.subject);
  if (outcome === 'ok') return ok(kind, subject, GOOD[kind] ?? 'regge', text);
  if (outcome === 'missing') return notJudged(kind, subject, 'manca', text);
  const link = broken(kind, subject, `non regge: ${inItalian(text)}`, text);
  return BY_ROOTS.has(kind) ? byRoots(link, roots) : link;
}

/** In no language: `17`, `2026-11-22 (18)`. */
function shortly(subject: string): string {
  return subject.replace(/^record /, '').replace(/^head of (\S+), (\d+) leaves$/, '$1 ($2)');
}

/** Answers about records and heads as links; of what holds for many records alike, one. */
export function evidenceLinks(checks: readonly EvidenceCheck[], roots: readonly Uint8Array[]): readonly DossierLink[] {
  return merged(checks.map((check) => linkOf(check, roots)));
}

function merged(links: readonly DossierLink[]): readonly DossierLink[] {
  const out: DossierLink[] = [];
  for (const kind of ['record', 'inclusion', 'date'] as const) {
    const good = links.filter((link) => link.kind === kind && link.state === 'ok');
    const { length } = good;
    if (length === 1) out.push(...good);
    if (length > 1) out.push(ok(kind, '', `${length} righe: ${GOOD[kind]}`, `${length} records: they hold`));
  }
  const kept = links.filter(({ kind, state }) => state !== 'ok' || !['record', 'inclusion', 'date'].includes(kind));
  return [...out, ...kept];
}

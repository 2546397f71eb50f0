import { CmsFault, readTimestampToken } from '#cms';
import { hex, latin1ToString } from '#mime';
import type { Instant } from '#pec';
import { broken, type DossierLink, notJudged, ok } from './dossier-links.ts';
import { allBytes, type ByteSource } from './dossier-source.ts';
import type { DossierTrust } from './dossier-trust.ts';
import { EvidenceFault } from './fault.ts';
import { type InclusionEvidence, verifyInclusionEvidence } from './inclusion-evidence.ts';
import { readInclusionEvidence } from './inclusion-json.ts';
import { inItalian } from './italian-reason.ts';
import { evidenceLinks } from './judge-log.ts';
import { readLogRecordText } from './log-record-text.ts';
import { verifyMessageFile } from './verify-message-file.ts';

const MAX_PROOF_OCTETS = 64 * 1_048_576;
/** These may be wanting, and the proof holds all the same. */
const NOT_NEEDED: readonly string[] = ['witness', 'revocation'];

/** A reproduced receipt, and what proves that the log holds its record. */
export interface ReceiptWithProof {
  readonly name: string;
  /** Absent: the proof alone was given, and what it proves is not decided. */
  readonly receipt?: ByteSource;
  /** JSON, as `writeInclusionEvidence` writes it. */
  readonly proof: ByteSource;
}

export interface ReceiptProofVerdict {
  readonly outcome: 'holds' | 'broken' | 'undecided';
  readonly links: readonly DossierLink[];
  /** The records, as they stand in the log. */
  readonly records: readonly string[];
  /** The newest time that a time-stamp of a head states, believed or not. */
  readonly newest?: Instant;
}

/**
 * Judges a receipt with the proof beside it (docs/dossier.md): the receipt by itself, that the log has its digest, and that the record stands
 * in the sealed log. Never throws on bad input, but RangeError when a file is too large.
 */
export async function verifyReceiptProof(
  { name, receipt, proof }: ReceiptWithProof,
  trust: DossierTrust,
  at: Instant,
): Promise<ReceiptProofVerdict> {
  const octets = await allBytes(proof, MAX_PROOF_OCTETS);
  const links = receipt === undefined ? [alone(name)] : [...(await verifyMessageFile(name, receipt, trust)).links];
  let evidence: readonly InclusionEvidence[] = [];
  try {
    evidence = readInclusionEvidence(new TextDecoder().decode(octets));
    if (receipt !== undefined)
      links.push(judgeDigest(name, hex(await receipt.digest('sha256', 0, receipt.size)), evidence));
  } catch (fault) {
    if (!(fault instanceof EvidenceFault)) throw fault;
    links.push(broken('record', '', inItalian(fault.message), fault.message));
  }
  links.push(...evidenceLinks(await verifyInclusionEvidence(evidence, trust, at), trust.roots));
  const isBroken = links.some(({ state }) => state === 'broken');
  const holds = links.every(({ kind, state }) => state === 'ok' || NOT_NEEDED.includes(kind));
  return {
    outcome: isBroken ? 'broken' : holds ? 'holds' : 'undecided',
    links,
    records: evidence.map(({ record }) => record),
    ...newestStamp(evidence),
  };
}

function alone(name: string): DossierLink {
  const it = 'la ricevuta non è qui: ceralacca dossier verify le giudica insieme';
  return notJudged('message', name, it, 'the receipt is not at hand: ceralacca dossier verify judges both');
}

/** The record tells of this receipt and of no other: its digest stands there. */
function judgeDigest(name: string, sha256: string, evidence: readonly InclusionEvidence[]): DossierLink {
  const logged = evidence.map(({ record }) => readLogRecordText(record).sha256);
  return logged.length > 0 && logged.every((one) => one === sha256)
    ? ok('log', name, 'il registro dice lo stesso', 'the log says the same')
    : broken('log', name, 'il registro dice altro', 'the log says otherwise');
}

function newestStamp(evidence: readonly InclusionEvidence[]): { newest?: Instant } {
  const times = evidence.flatMap(({ head: { timestamp } }) => {
    try {
      return timestamp === undefined ? [] : [readTimestampToken(timestamp).at];
    } catch (fault) {
      // That it cannot be read is told as a link already.
      if (fault instanceof CmsFault) return [];
      throw fault;
    }
  });
  return times.length === 0 ? {} : { newest: times.reduce((one, other) => Math.max(one, other)) };
}

/** For readers of files: does it begin as such a proof does? */
export async function isReceiptProof(source: ByteSource): Promise<boolean> {
  return /^\s*\{\s*"inclusion"/.test(latin1ToString(await source.read(0, Math.min(source.size, 64))));
}

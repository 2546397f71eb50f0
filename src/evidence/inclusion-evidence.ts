import { digest, type VerifyValue } from '#cms';
import { concat } from '#mime';
import type { Instant } from '#pec';
import { backDating } from './back-dating.ts';
import { treeOf } from './compare-heads.ts';
import { type EvidenceCheck, fault, ok } from './evidence-check.ts';
import { EvidenceFault } from './fault.ts';
import { type HeadEvidence, judgeHead } from './judge-head.ts';
import type { LogHead } from './log-head.ts';
import { type LogEntry, readLogRecordText } from './log-record-text.ts';
import { verifyInclusion } from './merkle-verify.ts';

/** That a record stands in the log of a provider: what extracts and dossiers hold (docs/sealed-log.md). */
export interface InclusionEvidence {
  /** The exact text of the record. */
  readonly record: string;
  readonly salt: Uint8Array;
  /** Its leaf. */
  readonly index: number;
  /** From the leaf up, in the tree of the head's size. */
  readonly path: readonly Uint8Array[];
  /** Records of one tree share it. */
  readonly head: HeadEvidence;
}

/** Whom to believe, all DER. */
export interface EvidenceTrust {
  /** Roots of the providers' certificates. */
  readonly roots: readonly Uint8Array[];
  /** Roots of time-stamp authorities; `roots` unless said otherwise. */
  readonly timestampRoots?: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly ocsp?: readonly Uint8Array[];
  readonly verify?: VerifyValue;
  /** Mail domain of the provider whose log it must be; absent: of any. */
  readonly domain?: string;
}

/**
 * Verifies that records stand in the log, without the provider: text, path to the root that the head signs, dates, signature, time-stamp
 * and witnesses of the head. Each head is judged once. `at`: the instant of judging. Never throws on bad input.
 */
export async function verifyInclusionEvidence(
  evidence: readonly InclusionEvidence[],
  trust: EvidenceTrust,
  at: Instant,
): Promise<readonly EvidenceCheck[]> {
  const heads = new Map<HeadEvidence, LogHead | undefined>();
  const checks: EvidenceCheck[] = [];
  for (const { head } of evidence) {
    if (heads.has(head)) continue;
    const judged = await judgeHead(head, trust, at);
    heads.set(head, judged.head);
    checks.push(...judged.checks);
  }
  for (const one of evidence) checks.push(...(await judgeRecord(one, heads.get(one.head))));
  return checks;
}

async function judgeRecord(evidence: InclusionEvidence, head: LogHead | undefined): Promise<readonly EvidenceCheck[]> {
  const record = readOrFault(evidence.record);
  if (record instanceof EvidenceFault) return [fault('record', 'record', record.message)];
  const subject = `record ${record.seq}`;
  const read = ok('record', subject, `${record.event} of ${record.identificativo ?? 'the system'}`);
  if (head === undefined) return [read, fault('inclusion', subject, 'there is no head to compare with')];
  return [read, await judgeInclusion(evidence, head, subject), judgeDate(record, evidence.index, head, subject)];
}

function readOrFault(text: string): LogEntry | EvidenceFault {
  try {
    return readLogRecordText(text);
  } catch (wrong) {
    if (wrong instanceof EvidenceFault) return wrong;
    throw wrong;
  }
}

async function judgeInclusion(evidence: InclusionEvidence, head: LogHead, subject: string): Promise<EvidenceCheck> {
  const { record, salt, index, path } = evidence;
  const commitment = await digest('sha256', concat([salt, new TextEncoder().encode(record)]));
  const tree = treeOf(head);
  if (await verifyInclusion(commitment, index, path, tree))
    return ok('inclusion', subject, `leaf ${index} of the ${tree.size} of ${head.day}`);
  return fault(
    'inclusion',
    subject,
    `it is not leaf ${index} of the tree that the head of ${head.day} states: it was altered`,
  );
}

function judgeDate({ instant }: LogEntry, index: number, head: LogHead, subject: string): EvidenceCheck {
  const wrong = backDating({ instant, index }, head.day);
  return wrong === undefined ? ok('date', subject, `written down on ${head.day}`) : fault('date', subject, wrong);
}

import {
  backDating,
  type Day,
  type DayContent,
  type DayRecord,
  dayEnd,
  dayStart,
  MAX_LATE_MS,
  verifyDayFile,
} from '#evidence';
import { type ClosedDay, closedDay, sealedNames } from '#message-log';
import { hex } from '#mime';
import type { Instant } from '#pec';
import type { Hasher } from '#ports';
import type { RowComparison } from './compare-rows.ts';
import { sha256Of } from './sealing-ports.ts';
import { headWatch, verifyHeads } from './verify-heads.ts';
import { Findings, type VerifiedDay, type VerifyLogPorts } from './verify-ports.ts';
import { verifySignatures } from './verify-signatures.ts';

/** A day that was verified, and what the next one must name. */
export interface DayVerification {
  readonly verified: VerifiedDay;
  readonly content?: DayContent;
  /** SHA-256 of its file, lower-case hex. */
  readonly sha256?: string;
}

/** Verifies one closed day: file, signature, time-stamp, heads, and the records of the database beside it. */
export async function verifyDay(
  day: Day,
  rows: RowComparison | undefined,
  ports: VerifyLogPorts,
): Promise<DayVerification> {
  const findings = new Findings(day);
  const name = sealedNames.log(day);
  const octets = await ports.files.size(name);
  const facts = ports.store && (await closedDay(ports.store, day));
  if (octets === undefined) {
    if (facts !== undefined) await rows?.pass(facts.lastSeq);
    findings.add('missing', `${name} is missing: every day has its file, also one without a record`);
    return { verified: told(findings, { records: 0, octets: 0 }) };
  }
  const heads = await verifyHeads(day, findings, ports);
  const { content, sha256 } = await readDay(day, { heads, findings, rows }, ports);
  const known = { sha256, ...(content && { closed: content.closed, domain: content.opening.domain }) };
  const signatures = await verifySignatures({ day, ...known }, findings, ports);
  if (ports.store && facts === undefined) findings.add('missing', 'the database does not know that it was closed');
  if (facts !== undefined && content !== undefined) {
    await rows?.end(facts.lastSeq, findings);
    compareFacts(facts, content, sha256, findings);
  } else if (facts !== undefined) await rows?.pass(facts.lastSeq);
  const verified = told(findings, { records: content?.records ?? 0, octets, ...signatures });
  return { verified, sha256, ...(content && { content }) };
}

function told(findings: Findings, facts: Omit<VerifiedDay, 'day' | 'findings' | 'notes'>): VerifiedDay {
  return { day: findings.day, ...facts, findings: findings.all(), notes: findings.notes };
}

interface DayReading {
  readonly heads: Awaited<ReturnType<typeof verifyHeads>>;
  readonly findings: Findings;
  readonly rows: RowComparison | undefined;
}

/** Reads the file once: layout, chain, tree, digest, dates, the heads, `.leaves`, the database. */
async function readDay(day: Day, { heads, findings, rows }: DayReading, ports: VerifyLogPorts) {
  const sha256 = sha256Of(ports);
  const whole = ports.digests.sha256();
  const leaves = ports.digests.sha256();
  const watch = headWatch(heads, findings, sha256);
  const fits = plainDates(day, heads);
  const fresh: DayRecord[] = [];
  async function* pieces() {
    for await (const piece of ports.files.read(sealedNames.log(day))) {
      whole.update(piece);
      ports.onRead?.(piece.length);
      yield piece;
      // What the reader took out of the piece is here when it asks for the next one.
      await rows?.compare(fresh.splice(0), findings);
      fresh.length = 0;
    }
  }
  const source = pieces();
  const verdict = await verifyDayFile(source, {
    sha256,
    onLeaf(commitment) {
      leaves.update(commitment);
      watch.leaf(commitment);
    },
    onRecord(record) {
      const { instant, seq } = record.record;
      if (!fits(instant, record.index)) {
        const wrong = backDating({ instant, index: record.index }, day, heads);
        if (wrong !== undefined) findings.add('date', wrong, seq);
      }
      if (rows !== undefined) fresh.push(record);
    },
  });
  if (!verdict.ok) {
    findings.add('file', `line ${verdict.line}: ${verdict.fault}`);
    return { content: undefined, sha256: await digestOf(day, ports) };
  }
  if (verdict.opening.day !== day) findings.add('file', `it is the log of ${verdict.opening.day}`);
  watch.end(verdict.size, verdict.root);
  await compareLeaves(day, leaves, findings, ports);
  return { content: verdict, sha256: hex(whole.digest()) };
}

/** Says of nearly every record, cheaply, that its instant fits its place; `backDating` judges the others. Leaves come in order. */
function plainDates(day: Day, heads: DayReading['heads']): (instant: Instant, index: number) => boolean {
  const end = dayEnd(day);
  let earliest = dayStart(day) - MAX_LATE_MS;
  let passed = 0;
  return (instant, index) => {
    for (; passed < heads.length && heads[passed]!.size <= index; passed++)
      earliest = Math.max(earliest, heads[passed]!.at - MAX_LATE_MS);
    return instant >= earliest && instant < end;
  };
}

async function digestOf(day: Day, { files, digests }: VerifyLogPorts): Promise<string> {
  const hasher = digests.sha256();
  for await (const piece of files.read(sealedNames.log(day))) hasher.update(piece);
  return hex(hasher.digest());
}

async function compareLeaves(day: Day, expected: Hasher, findings: Findings, { files, digests }: VerifyLogPorts) {
  const name = sealedNames.leaves(day);
  if ((await files.size(name)) === undefined) {
    findings.notes.push(`${name} is missing: it can be made again from the log`);
    return;
  }
  const hasher = digests.sha256();
  for await (const piece of files.read(name)) hasher.update(piece);
  if (hex(hasher.digest()) !== hex(expected.digest())) findings.add('file', `${name} is not what the log makes`);
}

function compareFacts(facts: ClosedDay, content: DayContent, sha256: string, findings: Findings): void {
  if (facts.sha256 !== sha256)
    findings.add('file', 'it is not the file that was closed: the database knows another digest');
  if (facts.root !== content.root || facts.size !== content.size)
    findings.add('file', 'the database knows another tree of this day');
  if (facts.contradiction !== undefined) findings.add('head', `told when it was closed: ${facts.contradiction}`);
}

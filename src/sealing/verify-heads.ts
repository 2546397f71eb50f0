import { CmsFault, readTimestampToken } from '#cms';
import { type Day, judgeHead, type LogHead, type Sha256, TreeFrontier } from '#evidence';
import { sealedNames } from '#message-log';
import { hex } from '#mime';
import { type Instant, isoLegalTime } from '#pec';
import type { Findings, VerifyLogPorts } from './verify-ports.ts';

const PAGE = 500;
const MOST_HEADS = 100_000;

/** The heads of a day that the database keeps, judged one by one; those that say something are answered, in order of size. */
export async function verifyHeads(day: Day, findings: Findings, ports: VerifyLogPorts): Promise<readonly LogHead[]> {
  const { store, roots, timestampRoots, at, verify } = ports;
  const heads: LogHead[] = [];
  if (store === undefined) return heads;
  for (let after = '', count = 0; count < MOST_HEADS; ) {
    const page = await store.documents(sealedNames.headsOf(day), { limit: PAGE, after });
    for (const { name, bytes: p7m } of page) {
      const timestamp = (await store.document(sealedNames.headStamp(name)))?.bytes;
      const evidence = { p7m, countersignatures: [], ...(timestamp && { timestamp }) };
      const trust = { roots, timestampRoots, ...(verify && { verify }) };
      const { head, checks } = await judgeHead(evidence, trust, Math.min(at, madeAt(evidence) ?? at));
      for (const { outcome, subject, text } of checks)
        if (outcome === 'fault') findings.add('head', `${subject}: ${text}`);
      if (head !== undefined) heads.push(head);
      if (head !== undefined && head.day !== day) findings.add('head', `${name} holds a head of ${head.day}`);
    }
    if (page.length < PAGE) break;
    count += page.length;
    after = page.at(-1)!.name;
  }
  return heads.filter((head) => head.day === day).sort((a, b) => a.size - b.size);
}

/**
 * Heads are judged as of the instant at which they were stamped: what carries the day itself later is its own evidence record, and here
 * they are only held against it.
 */
function madeAt({ timestamp }: { readonly timestamp?: Uint8Array }): Instant | undefined {
  try {
    return timestamp && readTimestampToken(timestamp).at;
  } catch (fault) {
    if (fault instanceof CmsFault) return undefined;
    throw fault;
  }
}

/** Compares the heads of a day with its leaves as they come by. */
export function headWatch(heads: readonly LogHead[], findings: Findings, sha256: Sha256) {
  const waiting = heads.filter(({ final }) => !final);
  const tree = waiting.length === 0 ? undefined : new TreeFrontier(sha256);
  const contradict = ({ at, size }: LogHead) =>
    findings.add('head', `the head of ${isoLegalTime(at)} states another tree of ${size} leaves than this file makes`);
  return {
    leaf(commitment: Uint8Array): void {
      tree?.append(commitment);
      while (tree !== undefined && waiting[0] !== undefined && waiting[0].size <= tree.size) {
        const head = waiting.shift()!;
        if (head.size !== tree.size || hex(tree.root()) !== head.root) contradict(head);
      }
    },
    /** `size` and `root`: of the whole file. */
    end(size: number, root: string): void {
      for (const head of waiting) contradict(head);
      for (const head of heads) if (head.final && (head.size !== size || head.root !== root)) contradict(head);
    },
  };
}

import { type CheckResult, type Finding, STORE_RULES } from '#adapters/postgres';
import { INVARIANTS } from '#message-log';
import type { Instant } from '#pec';
import type { NamedDocument } from '#ports';

/** Under this name the report of the last night is kept. */
export const LAST_AUDIT = 'audit/last';

/** What was found broken of one rule. */
export interface BrokenRule {
  readonly rule: string;
  /** What it demands. */
  readonly says: string;
  /** What to do about it. */
  readonly next: string;
  /** All that were found; `findings` may be fewer. */
  readonly total: number;
  readonly findings: readonly Omit<Finding, 'rule'>[];
}

/** What a check found, as it is printed and kept: the same for every reader. */
export interface AuditReport {
  readonly version: 1;
  /** ISO 8601: when it began. */
  readonly at: string;
  readonly durationMs: number;
  readonly total: number;
  /** By rule. */
  readonly counts: Readonly<Record<string, number>>;
  readonly rules: readonly BrokenRule[];
}

const SAYS = new Map([...STORE_RULES.map(({ rule, says }) => [rule, says] as const), ...Object.entries(INVARIANTS)]);

/** The rules of the log first, in their order, then those of the store in theirs. */
const ORDER = [...Object.keys(INVARIANTS), ...STORE_RULES.map(({ rule }) => rule)];

const NEXT: readonly (readonly [rule: RegExp, next: string])[] = [
  [/^I\d+$|^dispatch-|^tracking-/, 'Read what was recorded of each message, and what its recipients know of it.'],
  [/^blob-|^rope-|^message-digest$/, 'Restore these octets from a backup, check again, and ask what changed the disk.'],
  [/^job-/, 'See what waits, and why: ceralacca status.'],
  [/^quarantine-/, 'An infected message must be kept for 30 months: restore it from a backup.'],
  [
    /^user-|^grant-|^folder-rights-|^app-password-/,
    'See who may what: ceralacca mailbox grants. Take away what is wrong.',
  ],
];
const OTHERWISE = 'No octets of a message are touched; holders may see wrong numbers. Tell who maintains the program.';

export function buildAuditReport({ findings, counts }: CheckResult, at: Instant, durationMs: number): AuditReport {
  const found = Map.groupBy(findings, ({ rule }) => rule);
  const broken = [...counts.keys()].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return {
    version: 1,
    at: new Date(at).toISOString(),
    durationMs: Math.round(durationMs),
    total: [...counts.values()].reduce((sum, count) => sum + count, 0),
    counts: Object.fromEntries(broken.map((rule) => [rule, counts.get(rule)!])),
    rules: broken.map((rule) => ({
      rule,
      says: SAYS.get(rule) ?? '',
      next: NEXT.find(([pattern]) => pattern.test(rule))?.[1] ?? OTHERWISE,
      total: counts.get(rule)!,
      findings: found.get(rule)?.map(({ rule: _, ...finding }) => finding) ?? [],
    })),
  };
}

export function reportDocument(report: AuditReport, at: Instant): NamedDocument {
  return { name: LAST_AUDIT, at, bytes: Buffer.from(JSON.stringify(report)) };
}

/** Undefined when none is kept, or one of another version of the program. */
export function readReport(document: Pick<NamedDocument, 'bytes'> | undefined): AuditReport | undefined {
  if (document === undefined) return undefined;
  const report = JSON.parse(Buffer.from(document.bytes).toString('utf8')) as AuditReport;
  return report.version === 1 ? report : undefined;
}

/** `nothing found`, or how much of which rules. */
export function summaryOf({ total, counts }: Pick<AuditReport, 'total' | 'counts'>): string {
  if (total === 0) return 'nothing found';
  const rules = Object.entries(counts).map(([rule, count]) => `${rule} ${count}`);
  return `${total} ${total === 1 ? 'finding' : 'findings'}: ${rules.join(', ')}`;
}

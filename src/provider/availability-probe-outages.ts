import type { Instant } from '#pec';
import { type Outage, uncovered } from '#service-levels';
import { outageId } from './outage-documents.ts';

/** What came of one probe. */
export type ProbeOutcome =
  | { readonly kind: 'good'; readonly tookMs: number }
  /** The service did not do what it owes: which points, and what was seen. */
  | { readonly kind: 'failed'; readonly points: readonly string[]; readonly why: string }
  /** The probe itself is not as it should be (its login, its mailboxes): that says nothing about the service. `isRefused`: by our own door. */
  | { readonly kind: 'unable'; readonly why: string; readonly isRefused?: true };

type Failure = Extract<ProbeOutcome, { readonly kind: 'failed' }>;

/** Kept from one probe to the next, whoever makes it. */
export interface ProbeState {
  /** When the last one began. */
  readonly at: Instant;
  readonly outcome?: ProbeOutcome;
  /** Those that failed since a good one. */
  readonly run?: { readonly since: Instant; readonly count: number };
}

/** One may fail by chance; the second in a row is an outage (spec 16.2). */
const FAILURES = 2;
const BY_PROBE = '-probe';

export function isOurs({ id }: Pick<Outage, 'id'>): boolean {
  return id.endsWith(BY_PROBE);
}

/** `state`, after the probe that began at `at`. */
export function stateAfter({ run }: ProbeState, outcome: ProbeOutcome, at: Instant): ProbeState {
  if (outcome.kind === 'good') return { at, outcome };
  if (outcome.kind === 'unable') return { at, outcome, ...(run && { run }) };
  return { at, outcome, run: { since: run?.since ?? at, count: (run?.count ?? 0) + 1 } };
}

/**
 * The outages to write down after a probe that began at `at`: opened by the second failure in a row, from the first on, closed by the first
 * good one. What somebody has announced or written down already is not written again.
 */
export function outagesAfter(
  before: ProbeState,
  outcome: ProbeOutcome,
  at: Instant,
  known: readonly Outage[],
): readonly Outage[] {
  if (outcome.kind === 'failed') return opened(stateAfter(before, outcome, at), outcome, known);
  if (outcome.kind === 'unable') return [];
  const closed = known
    .filter((outage) => isOurs(outage) && outage.to === undefined && outage.from < at)
    .map((outage) => ({ ...outage, to: at }));
  const settled = known.map((outage) => closed.find(({ id }) => id === outage.id) ?? outage);
  const { run, outcome: last } = before;
  if (run === undefined || run.count < FAILURES || last?.kind !== 'failed') return closed;
  // It could not be written down while it lasted: the database was away.
  return [...closed, ...uncovered(run.since, at, settled).map(({ from, to }) => ({ ...outageOf(from, last), to }))];
}

function opened({ at, run }: ProbeState, failure: Failure, known: readonly Outage[]): readonly Outage[] {
  if (run === undefined || run.count < FAILURES) return [];
  return uncovered(run.since, at, known).map(({ from, to }) => ({
    ...outageOf(from, failure),
    // Up to now: it lasts. Before that, something announced began.
    ...(to < at && { to }),
  }));
}

function outageOf(from: Instant, { points, why }: Failure): Outage {
  return {
    id: outageId(from, 'probe'),
    from,
    kind: 'malfunction',
    sla: true,
    points,
    reason: `found by a probe: ${why}`,
  };
}

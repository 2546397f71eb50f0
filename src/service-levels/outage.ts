import type { Instant } from '#pec';

/** Why the service stood still, as the authority's record P02 names it (spec 16.2, 16.4). */
export const OUTAGE_KINDS = { planned: '01', incident: '02', malfunction: '03' } as const;
export type OutageKind = keyof typeof OUTAGE_KINDS;

/** A time in which an access, incoming or delivery point did not work. */
export interface Outage {
  readonly id: string;
  readonly from: Instant;
  /** Absent: it has not ended. */
  readonly to?: Instant;
  readonly kind: OutageKind;
  /** Counts toward the availability owed. */
  readonly sla: boolean;
  /** Of which points, `AP`, `InP`, `DP`; and what was seen. */
  readonly points: readonly string[];
  readonly reason: string;
  /** Announced, and taken back before it began: it stays written, and counts nowhere. */
  readonly withdrawnAt?: Instant;
}

interface Period {
  readonly begin: Instant;
  readonly end: Instant;
}

export type OutageState = 'announced' | 'lasting' | 'ended' | 'withdrawn';

export function outageState({ from, to, withdrawnAt }: Outage, now: Instant): OutageState {
  if (withdrawnAt !== undefined) return 'withdrawn';
  if (from > now) return 'announced';
  return to === undefined || to > now ? 'lasting' : 'ended';
}

/** Is it of this period? What is announced for a later one is told in the one that runs: there people look. */
export function isToldIn(period: Period, { from, to }: Outage, now: Instant): boolean {
  const isRunning = period.begin <= now && now < period.end;
  return (from < period.end || isRunning) && (to ?? Math.max(from, now)) > period.begin;
}

/** Outages of one period: cut to it and to `now` (what is announced has not stood still yet), and joined where they overlap. */
export function outagesWithin(
  outages: readonly Outage[],
  period: Period,
  now: Instant,
): readonly { readonly from: Instant; readonly to: Instant }[] {
  const cut = outages
    .filter(({ withdrawnAt }) => withdrawnAt === undefined)
    .map(({ from, to }) => ({ from: Math.max(from, period.begin), to: Math.min(to ?? now, now, period.end) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
  const joined: { from: Instant; to: Instant }[] = [];
  for (const one of cut) {
    const last = joined.at(-1);
    if (last !== undefined && one.from <= last.to) last.to = Math.max(last.to, one.to);
    else joined.push(one);
  }
  return joined;
}

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
}

/** Outages of one period: cut to it, open ones until `now`, and joined where they overlap. */
export function outagesWithin(
  outages: readonly Outage[],
  period: { readonly begin: Instant; readonly end: Instant },
  now: Instant,
): readonly { readonly from: Instant; readonly to: Instant }[] {
  const cut = outages
    .map(({ from, to }) => ({ from: Math.max(from, period.begin), to: Math.min(to ?? now, period.end) }))
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

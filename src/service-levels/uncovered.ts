import type { Instant } from '#pec';
import type { Outage } from './outage.ts';

/** The parts of a standstill that nobody had announced: what is planned already is not written down again (spec 16.2). */
export function uncovered(
  from: Instant,
  to: Instant,
  outages: readonly Outage[],
): readonly { readonly from: Instant; readonly to: Instant }[] {
  const known = outages
    .filter(({ withdrawnAt }) => withdrawnAt === undefined)
    .map((outage) => ({ from: Math.max(from, outage.from), to: Math.min(to, outage.to ?? to) }))
    .filter((span) => span.from < span.to)
    .sort((a, b) => a.from - b.from);
  const left: { readonly from: Instant; readonly to: Instant }[] = [];
  let at = from;
  for (const span of known) {
    if (span.from > at) left.push({ from: at, to: span.from });
    at = Math.max(at, span.to);
  }
  if (at < to) left.push({ from: at, to });
  return left;
}

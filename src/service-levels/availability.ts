import type { Instant } from '#pec';
import { type Outage, outagesWithin } from './outage.ts';
import { allowedOutageMs, allowedSingleOutageMs, type Quadrimestre } from './quadrimestre.ts';

/** How a provider stands against what it owes (DM a12; spec 16.1; T141). Milliseconds. */
export interface Availability {
  readonly allowedMs: number;
  readonly allowedSingleMs: number;
  readonly lostMs: number;
  readonly longestMs: number;
  /** Of the whole period, in hundredths: 99.8 is owed. Until the period has ended, what would be if nothing more is lost. */
  readonly percent: number;
  /** What is still allowed; negative once it is exceeded. */
  readonly leftMs: number;
  readonly keepsTotal: boolean;
  readonly keepsSingle: boolean;
}

/** Outages that do not count toward the availability (`sla: false`) are left out. */
export function judgeAvailability(period: Quadrimestre, outages: readonly Outage[], now: Instant): Availability {
  const counted = outagesWithin(
    outages.filter(({ sla }) => sla),
    period,
    now,
  );
  const lengths = counted.map(({ from, to }) => to - from);
  const lostMs = lengths.reduce((sum, length) => sum + length, 0);
  const longestMs = Math.max(0, ...lengths);
  const allowedMs = allowedOutageMs(period);
  const allowedSingleMs = allowedSingleOutageMs(period);
  return {
    allowedMs,
    allowedSingleMs,
    lostMs,
    longestMs,
    percent: 100 * (1 - lostMs / (period.days * 86_400_000)),
    leftMs: allowedMs - lostMs,
    keepsTotal: lostMs <= allowedMs,
    keepsSingle: longestMs <= allowedSingleMs,
  };
}

import { dayEnd, dayStart, romeDay } from '#evidence';
import type { Instant } from '#pec';
import { OUTAGE_KINDS, type Outage, type OutageKind } from './outage.ts';
import type { Quadrimestre } from './quadrimestre.ts';

/** What the message log says of one period (spec 16.4). */
export interface TrafficCounts {
  /** Acceptance receipts issued. */
  readonly outgoing: number;
  /** Receipts of taking charge issued to other providers. */
  readonly incoming: number;
  /** Virus detections issued about what came in for our recipients; ordinary mail is not counted. */
  readonly virusesIn: number;
  /** Non-acceptances for a virus. */
  readonly virusesOut: number;
}

/** The authority's record P01: one of a period. */
export interface RecordP01 extends TrafficCounts {
  readonly record: 'P01';
  /** `VAT-…`, `TIN-…` or `IPA-…`. */
  readonly provider: string;
  readonly quadrimestre: 1 | 2 | 3;
  readonly year: number;
  readonly domains: number;
  readonly mailboxes: number;
}

/** The authority's record P02: one of an outage and day. */
export interface RecordP02 {
  readonly record: 'P02';
  readonly provider: string;
  readonly year: number;
  /** 1 to 366. */
  readonly dayOfYear: number;
  readonly type: (typeof OUTAGE_KINDS)[OutageKind];
  /** Begun minutes. */
  readonly minutes: number;
  readonly sla: 'S' | 'N';
}

const CODE = /^(?:VAT-[A-Z0-9]{2,20}|TIN-[A-Z0-9]{11,16}|IPA-[a-z0-9_]{1,20})$/;

/** Throws RangeError when it is no code of a provider as the authority writes it. */
export function checkProviderCode(code: string): string {
  if (!CODE.test(code)) throw new RangeError(`${code}: a provider's code is VAT-…, TIN-… or IPA-…`);
  return code;
}

export function recordP01(
  provider: string,
  { number, year }: Quadrimestre,
  size: { readonly domains: number; readonly mailboxes: number },
  counts: TrafficCounts,
): RecordP01 {
  return { record: 'P01', provider: checkProviderCode(provider), quadrimestre: number, year, ...size, ...counts };
}

/** An outage over midnight is told on each of its days; what lies outside the period is left to the others. */
export function recordsP02(
  provider: string,
  period: Quadrimestre,
  outages: readonly Outage[],
  now: Instant,
): readonly RecordP02[] {
  checkProviderCode(provider);
  return outages
    .flatMap((outage) => daysOf(outage, period, now).map((part) => ({ ...part, outage })))
    .sort((a, b) => a.from - b.from)
    .map(({ day, from, to, outage }) => ({
      record: 'P02',
      provider,
      year: Number(day.slice(0, 4)),
      dayOfYear: (Date.parse(day) - Date.parse(`${day.slice(0, 4)}-01-01`)) / 86_400_000 + 1,
      type: OUTAGE_KINDS[outage.kind],
      minutes: Math.ceil((to - from) / 60_000),
      sla: outage.sla ? 'S' : 'N',
    }));
}

function daysOf({ from, to, withdrawnAt }: Outage, { begin, end }: Quadrimestre, now: Instant) {
  const days: { day: string; from: Instant; to: Instant }[] = [];
  const last = withdrawnAt === undefined ? Math.min(to ?? now, now, end) : begin;
  for (let at = Math.max(from, begin); at < last; ) {
    const day = romeDay(at);
    const until = Math.min(dayEnd(day), last);
    days.push({ day, from: Math.max(at, dayStart(day)), to: until });
    at = until;
  }
  return days;
}

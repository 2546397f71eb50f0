import { dayStart } from '#evidence';
import { type Instant, isoLegalTime } from '#pec';

/** A third of a year, the period over which the authority judges a provider (DM a12; spec 16.1). */
export interface Quadrimestre {
  readonly year: number;
  /** 1 January to April, 2 May to August, 3 September to December. */
  readonly number: 1 | 2 | 3;
  /** First instant, and the first one after it: midnights of Europe/Rome. */
  readonly begin: Instant;
  readonly end: Instant;
  /** Days of the calendar. */
  readonly days: number;
  /** Last day on which its figures may be handed in: `2026-05-31` (spec 16.4). */
  readonly dueDay: string;
}

const NUMBERS = [1, 2, 3] as const;
const BEGINS = ['01-01', '05-01', '09-01'];
const MINUTES_OF_A_DAY = 1_440;
const MINUTE_MS = 60_000;
/** Availability owed is 99.8 %, so this part of the time may be lost (DM a12). */
const LOST_SHARE = 0.002;

/** Throws RangeError for a year before PEC was (2005) or after 9999. */
export function quadrimestre(year: number, number: 1 | 2 | 3): Quadrimestre {
  if (!Number.isInteger(year) || year < 2005 || year > 9998) throw new RangeError(`${year}: no year of PEC`);
  const first = `${year}-${BEGINS[number - 1]}`;
  const after = number === 3 ? `${year + 1}-01-01` : `${year}-${BEGINS[number]}`;
  const days = (Date.parse(after) - Date.parse(first)) / 86_400_000;
  const dueDay = [`${year}-05-31`, `${year}-09-30`, `${year + 1}-01-31`][number - 1]!;
  return { year, number, begin: dayStart(first), end: dayStart(after), days, dueDay };
}

/** The one an instant belongs to. */
export function quadrimestreOf(at: Instant): Quadrimestre {
  const [year, month] = isoLegalTime(at).split('-').map(Number) as [number, number];
  return quadrimestre(year, NUMBERS[Math.floor((month - 1) / 4)]!);
}

/** The one before: what is reported in the month after its end. */
export function quadrimestreBefore({ begin }: Quadrimestre): Quadrimestre {
  return quadrimestreOf(begin - 1);
}

/** Milliseconds that may be lost in all: 345.6 minutes in 120 days (T141). Days count 24 hours, also when the clocks change. */
export function allowedOutageMs({ days }: Quadrimestre): number {
  return Math.round(days * MINUTES_OF_A_DAY * LOST_SHARE * MINUTE_MS);
}

/** Milliseconds that one single outage may last: half of all that may be lost (DM a12). */
export function allowedSingleOutageMs(period: Quadrimestre): number {
  return allowedOutageMs(period) / 2;
}

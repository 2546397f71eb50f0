import { withoutComments } from './parameters.ts';

export interface MessageDate {
  /** Milliseconds. */
  readonly at: number;
  /** UTC midnight of the day as written, whatever its zone. */
  readonly day: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** RFC 5322 4.3, hours. All other names, the military letters too, tell nothing: UTC. */
const ZONES: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};
const DATE = /^(?:[a-z]{3,9}\s*,?\s*)?(\d{1,2})[\s-]+([a-z]{3,9})\.?[\s-]+(\d{2,4})(?:\s+(.*))?$/i;
const TIME = /^(\d{1,2})\s*[:.]\s*(\d{2})(?:\s*[:.]\s*(\d{2}))?(?:\s*([+-]\d{4}|[a-z]{1,5}))?/i;
const MAX_LENGTH = 200;
const MINUTE_MS = 60_000;

/**
 * A Date field (RFC 5322 3.3 with the obsolete forms of 4.3: two-digit years, zone names, comments, no seconds). An unreadable zone is
 * UTC and an unreadable time 00:00:00 (RFC 5256 2.2); undefined when the day cannot be read.
 */
export function parseMessageDate(value: string): MessageDate | undefined {
  if (value.length > MAX_LENGTH) return undefined;
  const match = DATE.exec(withoutComments(value.replace(/\s+/g, ' ')));
  if (match === null) return undefined;
  const day = dayOf(Number(match[1]), match[2]!, match[3]!);
  return day === undefined ? undefined : { at: day + timeOf(match[4] ?? ''), day };
}

function dayOf(day: number, monthName: string, yearDigits: string): number | undefined {
  const month = MONTHS.indexOf(monthName.slice(0, 3).toLowerCase());
  const written = Number(yearDigits);
  const year = yearDigits.length === 4 ? written : written + (yearDigits.length === 2 && written < 50 ? 2000 : 1900);
  const date = new Date(Date.UTC(year, month, day));
  const isDay = month >= 0 && year >= 1900 && date.getUTCDate() === day && date.getUTCMonth() === month;
  return isDay ? date.getTime() : undefined;
}

/** Milliseconds from the midnight written to the instant meant. */
function timeOf(text: string): number {
  const match = TIME.exec(text);
  if (match === null) return 0;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 60) return 0;
  return (hours * 3600 + minutes * 60 + seconds) * 1000 - zoneMinutes(match[4] ?? '') * MINUTE_MS;
}

function zoneMinutes(zone: string): number {
  if (zone[0] !== '+' && zone[0] !== '-') return (ZONES[zone.toUpperCase()] ?? 0) * 60;
  const minutes = Number(zone.slice(3));
  const all = Number(zone.slice(1, 3)) * 60 + minutes;
  if (minutes > 59) return 0;
  return zone[0] === '-' ? -all : all;
}

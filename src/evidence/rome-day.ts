import { type Instant, instantOf, isoLegalTime, legalDate } from '#pec';
import { EvidenceFault } from './fault.ts';

/** A day of the log: `2026-11-22`, from midnight to midnight of Europe/Rome: 23 or 25 hours when the clocks change. */
export type Day = string;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** The day that an instant belongs to. */
export function romeDay(at: Instant): Day {
  return isoLegalTime(at).slice(0, 10);
}

/** True for `yyyy-mm-dd` of a day that there is. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

export function nextDay(day: Day): Day {
  return dayAfter(day, 1);
}

export function previousDay(day: Day): Day {
  return dayAfter(day, -1);
}

function dayAfter(day: Day, days: number): Day {
  return new Date(midnightUtc(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The first instant of the day. */
export function dayStart(day: Day): Instant {
  const utc = midnightUtc(day);
  const [year, month, date] = day.split('-');
  // The clocks change at one in the morning UTC: an hour before midnight UTC the offset is that of midnight in Rome.
  const { zona } = legalDate(utc - HOUR_MS);
  return instantOf({ giorno: `${date}/${month}/${year}`, ora: '00:00:00', zona })!;
}

/** The first instant that is no longer of the day. */
export function dayEnd(day: Day): Instant {
  return dayStart(nextDay(day));
}

function midnightUtc(day: Day): number {
  if (!isDay(day)) throw new EvidenceFault(`${day}: not a day (yyyy-mm-dd)`);
  return Date.parse(`${day}T00:00:00Z`);
}

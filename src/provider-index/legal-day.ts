import { type Instant, instantOf, legalDate } from '#pec';

const DAY_MS = 86_400_000;

/** The day in Italy of an instant, `2026-11-22`. */
export function legalDay(at: Instant): string {
  const [day, month, year] = legalDate(at).giorno.split('/');
  return `${year}-${month}-${day}`;
}

/** The day so many days after, or before. */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The day so many months before; of a month too short its last. */
export function monthsBefore(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** The instant at which a clock in Italy shows `hh:mm` of that day. */
export function legalInstant(day: string, time: string): Instant {
  const [year, month, date] = day.split('-');
  const of = (zona: string) => instantOf({ giorno: `${date}/${month}/${year}`, ora: `${time}:00`, zona })!;
  return of(legalDate(of('+0100')).zona);
}

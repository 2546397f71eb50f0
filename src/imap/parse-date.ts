import { SyntaxFault } from './command-fault.ts';
import type { Scanner } from './scanner.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DATE = /("?)(\d{1,2})-([A-Za-z]{3})-(\d{4})\1/y;
const DATE_TIME = /"([ \d]?\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"/y;
const MINUTE_MS = 60_000;

/** `1-Feb-1994`, quoted or not: UTC midnight of that day, milliseconds (RFC 9051 9, date). */
export function parseDay(scanner: Scanner): number {
  const [, , day, month, year] = fields(DATE, scanner.token(DATE, 'a date such as 1-Feb-1994'));
  return utcDay(Number(year), month!, Number(day));
}

/** `"17-Jul-1996 02:44:25 -0700"` in milliseconds (RFC 9051 9, date-time). A day of one digit may lack its space. */
export function parseDateTime(scanner: Scanner): number {
  const text = scanner.token(DATE_TIME, 'a date such as "17-Jul-1996 02:44:25 -0700"');
  const [, day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] = fields(DATE_TIME, text);
  const midnight = utcDay(Number(year), month!, Number(day));
  // 60 is a leap second.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number(zoneMinute) > 59)
    throw new SyntaxFault('no such time');
  const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1);
  const minutes = Number(hour) * 60 + Number(minute) - zone;
  return midnight + minutes * MINUTE_MS + Number(second) * 1_000;
}

function fields(pattern: RegExp, text: string): readonly (string | undefined)[] {
  pattern.lastIndex = 0;
  return pattern.exec(text) ?? [];
}

function utcDay(year: number, monthName: string, day: number): number {
  const month = MONTHS.indexOf(monthName.toUpperCase());
  // Date.UTC takes years below 100 for those of the last century.
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (month < 0 || date.getUTCMonth() !== month || date.getUTCDate() !== day) throw new SyntaxFault('no such day');
  return date.getTime();
}

import type { Instant } from './facts.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Offsets kept: some months of hours. */
const MAX_CACHED_HOURS = 4_096;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const rome = new Intl.DateTimeFormat('en-US', { timeZone: 'Europe/Rome', timeZoneName: 'longOffset' });
const offsets = new Map<number, number>();

/** Date and time as daticert writes them: legal local time, summer time included (RFC 6109 4.2, 4.4; T52, T54). */
export interface LegalDate {
  /** `dd/mm/yyyy` */
  readonly giorno: string;
  /** `hh:mm:ss` */
  readonly ora: string;
  /** `+hhmm`, no colon. */
  readonly zona: string;
}

/** Legal time in Italy of an instant; parts of a second are cut off. */
export function legalDate(at: Instant): LegalDate {
  const { local, offset } = legalClock(at);
  return {
    giorno: `${two(local.getUTCDate())}/${two(local.getUTCMonth() + 1)}/${four(local.getUTCFullYear())}`,
    ora: clockTime(local),
    zona: zone(offset),
  };
}

/** The same instant as a Date header field writes it (RFC 5322 3.3). */
export function rfc5322Date(at: Instant): string {
  const { local, offset } = legalClock(at);
  const day = DAYS[local.getUTCDay()];
  const month = MONTHS[local.getUTCMonth()];
  return `${day}, ${two(local.getUTCDate())} ${month} ${four(local.getUTCFullYear())} ${clockTime(local)} ${zone(offset)}`;
}

/** The same instant as the message log writes it: ISO 8601 with milliseconds and the offset, `2026-03-01T10:00:00.123+01:00` (spec 15.2). */
export function isoLegalTime(at: Instant): string {
  const { local, offset } = legalClock(at);
  const day = `${four(local.getUTCFullYear())}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}`;
  const milliseconds = String(local.getUTCMilliseconds()).padStart(3, '0');
  const zona = zone(offset);
  return `${day}T${clockTime(local)}.${milliseconds}${zona.slice(0, 3)}:${zona.slice(3)}`;
}

/** The instant of such a text; undefined for any other, one with another place's offset among them. */
export function readIsoLegalTime(text: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/.test(text)) return undefined;
  const at = Date.parse(text);
  return !Number.isNaN(at) && isoLegalTime(at) === text ? at : undefined;
}

/** The instant that `giorno`, `ora` and `zona` name, or undefined when they are not of the shapes of RFC 6109 4.4. */
export function instantOf(date: LegalDate): Instant | undefined {
  const day = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(date.giorno);
  const time = /^(\d{2}):(\d{2}):(\d{2})$/.exec(date.ora);
  const zona = /^([+-])(\d{2}):?(\d{2})$/.exec(date.zona);
  if (!day || !time || !zona) return undefined;
  const [d, m, y] = [Number(day[1]), Number(day[2]), Number(day[3])];
  const midnight = Date.UTC(y, m - 1, d);
  const check = new Date(midnight);
  if (check.getUTCDate() !== d || check.getUTCMonth() !== m - 1) return undefined;
  const [hh, mm, ss] = [Number(time[1]), Number(time[2]), Number(time[3])];
  if (hh > 23 || mm > 59 || ss > 60) return undefined;
  const offset = (Number(zona[2]) * 60 + Number(zona[3])) * (zona[1] === '-' ? -1 : 1);
  return midnight + hh * HOUR + mm * MINUTE + ss * 1000 - offset * MINUTE;
}

/** Reads a Date header field (RFC 5322 3.3, with comments and two-digit years refused); undefined when it is not one. */
export function readRfc5322Date(text: string): Instant | undefined {
  const plain = text.replace(/\([^()]*\)/g, ' ').trim();
  const found =
    /^(?:[A-Za-z]{3},\s*)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s+([+-]\d{4}|[A-Za-z]{1,5})$/.exec(
      plain,
    );
  if (!found) return undefined;
  const month = MONTHS.findIndex((name) => name.toLowerCase() === found[2]!.toLowerCase());
  if (month < 0) return undefined;
  const zona = /^[+-]/.test(found[7]!) ? found[7]! : '+0000';
  return instantOf({
    giorno: `${two(Number(found[1]))}/${two(month + 1)}/${found[3]}`,
    ora: `${two(Number(found[4]))}:${found[5]}:${found[6] ?? '00'}`,
    zona,
  });
}

/** The first instant of a day in Italy; the day is given as midnight UTC of its date. */
export function legalMidnight(day: number): Instant {
  // Clocks change at one in the morning UTC: an hour before midnight UTC the offset is that of midnight in Italy.
  return day - legalOffset(day - HOUR) * MINUTE;
}

function legalClock(at: Instant): { local: Date; offset: number } {
  const offset = legalOffset(at);
  return { local: new Date(at + offset * MINUTE), offset };
}

/**
 * Minutes by which Italy's clocks are ahead of UTC. They have always been changed on a full hour of UTC: one question to Intl serves the
 * whole hour.
 */
export function legalOffset(at: Instant): number {
  const hour = Math.floor(at / HOUR);
  const known = offsets.get(hour);
  if (known !== undefined) return known;
  if (offsets.size >= MAX_CACHED_HOURS) offsets.clear();
  const offset = askIntl(hour * HOUR);
  offsets.set(hour, offset);
  return offset;
}

function askIntl(at: Instant): number {
  const name = rome.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const found = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
  if (!found) throw new Error(`no offset of Europe/Rome in "${name}"`);
  const minutes = Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
  return found[1] === '-' ? -minutes : minutes;
}

function clockTime(local: Date): string {
  return `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
}

function zone(offset: number): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : `${n}`;
}

function four(n: number): string {
  return String(n).padStart(4, '0');
}

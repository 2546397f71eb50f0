import type { Language } from '#contract';

const ZONE = 'Europe/Rome';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const made = new Map<string, Intl.DateTimeFormat>();

function dates(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let format = made.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: ZONE, ...options });
    made.set(key, format);
  }
  return format;
}

const dayOf = (instant: number) => dates('en', { dateStyle: 'short' }).format(instant);

/** Legal time, to the second: `22 novembre 2026, 10:31:07`. */
export function formatInstant(iso: string, language: Language): string {
  return dates(language, { dateStyle: 'long', timeStyle: 'medium' }).format(new Date(iso));
}

/** To the minute: `22 novembre 2026 alle ore 10:31`. */
export function formatMinute(iso: string, language: Language): string {
  return dates(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso));
}

/** To the minute, as narrow as a column of a table wants it: `22 nov 2026, 10:31`. */
export function formatMoment(iso: string, language: Language): string {
  return dates(language, {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(new Date(iso));
}

export function formatDay(iso: string, language: Language): string {
  return dates(language, { dateStyle: 'long' }).format(new Date(iso));
}

/** `10:31:07`. */
export function formatTime(iso: string, language: Language): string {
  return dates(language, { timeStyle: 'medium' }).format(new Date(iso));
}

/** As short as a list wants it: the hour today, the day this year, else the date. */
export function formatShort(iso: string, language: Language, now: number): string {
  const at = Date.parse(iso);
  if (dayOf(at) === dayOf(now)) return dates(language, { timeStyle: 'short' }).format(at);
  const isThisYear = dates('en', { year: 'numeric' }).format(at) === dates('en', { year: 'numeric' }).format(now);
  return isThisYear
    ? dates(language, { day: 'numeric', month: 'short' }).format(at)
    : dates(language, { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at);
}

/** An hour, with its day unless that is the day of `beside`: for steps one after the other. */
export function formatBeside(iso: string, beside: string | undefined, language: Language): string {
  const isSameDay = beside !== undefined && dayOf(Date.parse(iso)) === dayOf(Date.parse(beside));
  if (isSameDay) return formatTime(iso, language);
  return dates(language, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeStyle: undefined,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(new Date(iso));
}

/** `tra 3 ore`, `2 giorni fa`. */
export function formatDistance(iso: string, language: Language, now: number): string {
  const ms = Date.parse(iso) - now;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const size = Math.abs(ms);
  if (size < 60 * MINUTE_MS) return format.format(Math.round(ms / MINUTE_MS), 'minute');
  if (size < DAY_MS) return format.format(Math.round(ms / (60 * MINUTE_MS)), 'hour');
  return format.format(Math.round(ms / DAY_MS), 'day');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `3,4 MB`: thousands, as file managers and providers count. */
export function formatBytes(bytes: number, language: Language): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${UNITS[unit]}`;
}

export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}

/** Names one after the other: `a, b e c`. */
export function formatList(items: readonly string[], language: Language): string {
  return new Intl.ListFormat(language).format(items);
}

/** What a person shows at the desk of a request: the end of its id, which is chance, in two groups: `3D1D-D553`. */
export function formatCode(id: string): string {
  const code = id.slice(-8).toUpperCase();
  return `${code.slice(0, -4)}-${code.slice(-4)}`;
}

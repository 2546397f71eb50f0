import { legalOffset } from '#pec';

/** When something is: an instant (`zone`: of the clocks that were meant, where they are not those of Italy); a whole day; or a time of clocks somewhere, of which nobody here knows what they show. */
export type CalendarMoment =
  | { readonly kind: 'instant'; readonly at: number; readonly zone?: string }
  | { readonly kind: 'day'; readonly day: string }
  /** `zone`: as written; absent: wherever the reader is (RFC 5545 3.3.5, form 1). */
  | { readonly kind: 'clock'; readonly wall: string; readonly zone?: string };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What Outlook calls the zones of its neighbours; of each the place that stands for it (CLDR, windowsZones). */
const WINDOWS_ZONES: Readonly<Record<string, string>> = {
  'W. Europe Standard Time': 'Europe/Berlin',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'Romance Standard Time': 'Europe/Paris',
  'GMT Standard Time': 'Europe/London',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'GTB Standard Time': 'Europe/Bucharest',
  'FLE Standard Time': 'Europe/Kiev',
  'Eastern Standard Time': 'America/New_York',
  'Pacific Standard Time': 'America/Los_Angeles',
  UTC: 'Etc/UTC',
};

/** DATE and DATE-TIME (RFC 5545 3.3.4, 3.3.5). A zone is believed by its name, never by the rules a stranger sent along. */
export function readMoment(value: string, zone: string | undefined): CalendarMoment | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/i.exec(value);
  if (found === null) return undefined;
  const [, year, month, date, hour, minute, second, utc] = found;
  const day = `${year}-${month}-${date}`;
  if (Number(year) < 1900 || Number(year) > 2200) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined;
  if (hour === undefined) return { kind: 'day', day };
  const wall = Date.parse(`${day}T${hour}:${minute}:${second === '60' ? '59' : second}Z`);
  if (Number.isNaN(wall)) return undefined;
  if (utc) return { kind: 'instant', at: wall };
  const name = zone?.trim().replace(/^\//, '').slice(0, 100);
  const place = name === undefined ? undefined : (WINDOWS_ZONES[name] ?? name);
  const at = place === undefined ? undefined : instantAt(wall, place);
  // Where clocks show what they show in Italy there is nothing to tell.
  if (at !== undefined)
    return { kind: 'instant', at, ...(offsetAt(at, place!) !== legalOffset(at) * MINUTE_MS && { zone: place! }) };
  return { kind: 'clock', wall: `${day}T${hour}:${minute}`, ...(name !== undefined && name !== '' && { zone: name }) };
}

/** When the clocks of a place show this; undefined where there is no such place. Of an hour that comes twice the first. */
function instantAt(wall: number, zone: string): number | undefined {
  const ahead = (at: number) => offsetAt(at, zone);
  const before = ahead(wall - DAY_MS);
  const after = ahead(wall + DAY_MS);
  if (before === undefined || after === undefined) return undefined;
  const first = wall - Math.max(before, after);
  return ahead(first) === wall - first ? first : wall - Math.min(before, after);
}

/** Milliseconds by which clocks of the zone are ahead of UTC. */
function offsetAt(at: number, zone: string): number | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
    return (Number(hours) * 60 + Number(minutes)) * MINUTE_MS * (sign === '-' ? -1 : 1);
  } catch (fault) {
    if (fault instanceof RangeError) return undefined;
    throw fault;
  }
}

/** `P1W`, `PT1H30M` in milliseconds (RFC 5545 3.3.6); undefined for what is none, for none at all, and beyond a year. */
export function readDuration(value: string): number | undefined {
  const found = /^\+?P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/i.exec(value);
  if (found === null) return undefined;
  const [weeks, days, hours, minutes, seconds] = found.slice(1).map((digits) => Number(digits ?? 0));
  const whole = ((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!;
  const ms = whole * MINUTE_MS + seconds! * 1_000;
  return ms > 0 && ms <= 366 * DAY_MS ? ms : undefined;
}

/** So much later. */
export function later(start: CalendarMoment, ms: number): CalendarMoment {
  if (start.kind === 'instant') return { ...start, at: start.at + ms };
  if (start.kind === 'day') return { kind: 'day', day: dayAfter(start.day, Math.ceil(ms / DAY_MS)) };
  return { ...start, wall: new Date(Date.parse(`${start.wall}:00Z`) + ms).toISOString().slice(0, 16) };
}

/** So many days after a day. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MINUTE_MS = 60_000;
const two = (value: number) => String(value).padStart(2, '0');

/**
 * A date-time (RFC 9051 9) with its quotes: `"17-Jul-1996 02:44:25 +0200"`; `offset` is that of the zone, in minutes. The day is padded
 * with a space.
 */
export function writeDateTime(ms: number, offset: number): string {
  const date = new Date(ms + offset * MINUTE_MS);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const [sign, minutes] = [offset < 0 ? '-' : '+', Math.abs(offset)];
  return `"${day}-${MONTHS[date.getUTCMonth()]}-${year} ${time} ${sign}${two(Math.floor(minutes / 60))}${two(minutes % 60)}"`;
}

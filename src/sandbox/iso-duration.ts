import type { Instant } from '#pec';

const PATTERN =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;

/** `from` moved forward by an ISO 8601 duration such as `PT12H` or `P10Y`; undefined when the text is none. */
export function addDuration(from: Instant, text: string): Instant | undefined {
  const found = PATTERN.exec(text);
  if (found === null) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const moved = new Date(from);
  moved.setUTCMonth(moved.getUTCMonth() + years * 12 + months);
  const result = moved.getTime() + ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return Number.isFinite(result) ? Math.round(result) : undefined;
}

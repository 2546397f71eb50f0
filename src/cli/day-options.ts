import { dayEnd, dayStart, isDay } from '#evidence';
import type { Instant } from '#pec';
import { CliFault, EXIT } from './exit.ts';

/** An instant as ISO 8601; a day alone is that day in Italy, from its first instant, or to its last. */
export function instantOption(name: 'from' | 'to', text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  if (isDay(text)) return name === 'from' ? dayStart(text) : dayEnd(text) - 1;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new CliFault(`--${name} ${text} is not an ISO 8601 date`, EXIT.usage);
  return at;
}

export function dayOption(name: string, text: string | undefined): string | undefined {
  if (text !== undefined && !isDay(text)) throw new CliFault(`--${name} ${text} is not a day: 2026-11-22`, EXIT.usage);
  return text;
}

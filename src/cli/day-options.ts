import { dayEnd, dayStart, isDay } from '#evidence';
import type { Instant } from '#pec';
import { CliFault, EXIT } from './exit.ts';

/** An instant as ISO 8601; a day alone is that day in Italy, from its first instant, or to its last. */
function instantOption(name: 'from' | 'to', text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  if (isDay(text)) return name === 'from' ? dayStart(text) : dayEnd(text) - 1;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new CliFault(`--${name} ${text} is not an ISO 8601 date`, EXIT.usage);
  return at;
}

/** From when to when; either may be open. */
export interface Span {
  readonly from?: Instant;
  readonly to?: Instant;
}

/** The two of them. A span that ends before it begins would hold nothing, and nobody would say why. */
export function spanOption(options: { readonly from?: string; readonly to?: string }): Span {
  const from = instantOption('from', options.from);
  const to = instantOption('to', options.to);
  if (from !== undefined && to !== undefined && from > to)
    throw new CliFault(`--from ${options.from} is after --to ${options.to}`, EXIT.usage);
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

export function dayOption(name: string, text: string | undefined): string | undefined {
  if (text !== undefined && !isDay(text)) throw new CliFault(`--${name} ${text} is not a day: 2026-11-22`, EXIT.usage);
  return text;
}

/** Octets from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range that is asked for (RFC 9110 14.2). Undefined: everything is sent, which is allowed for several ranges, for other units
 * and for what cannot be read; `none`: there is no such part (416).
 */
export function byteRange(field: string | undefined, size: number): ByteRange | 'none' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(field?.replaceAll(' ', '') ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from === '') return Number(to) === 0 ? 'none' : rangeOf(Math.max(0, size - Number(to)), size, size);
  if (to !== '' && Number(to) < Number(from)) return undefined;
  return rangeOf(Number(from), to === '' ? size : Number(to) + 1, size);
}

function rangeOf(start: number, end: number, size: number): ByteRange | 'none' {
  return start >= size ? 'none' : { start, end: Math.min(end, size) };
}

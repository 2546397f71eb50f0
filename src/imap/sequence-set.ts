import type { SequenceSet } from './command.ts';

/**
 * The text of numbers, e.g. `1:3,5`; `''` when there are none. Their order is kept, only runs that rise by one are drawn together:
 * COPYUID pairs two such lists (RFC 4315 3), a sorted result is one (RFC 5267 3.1).
 */
export function writeSequenceSet(numbers: ArrayLike<number>): string {
  let text = '';
  for (let i = 0; i < numbers.length; ) {
    const first = numbers[i]!;
    let last = first;
    while (++i < numbers.length && numbers[i]! === last + 1) last = numbers[i]!;
    if (text !== '') text += ',';
    text += last === first ? first : `${first}:${last}`;
  }
  return text;
}

const MAX_NUMBER = 0xffff_ffff;

/**
 * Reads `1:3,5,*`; `'too many'` over `maxRanges`, undefined when it is no set. Numbers are 1 to 2^32-1. Ranges keep their order, but
 * the lower number stands first: `9:2` is `2:9` (RFC 9051 9, seq-range).
 */
export function parseSequenceSet(text: string, maxRanges: number): SequenceSet | 'too many' | undefined {
  if (text === '$') return 'saved';
  const ranges: [number, number][] = [];
  let at = 0;
  const number = (): number => {
    if (text.charCodeAt(at) === 0x2a) {
      at++;
      return Number.POSITIVE_INFINITY;
    }
    let value = 0;
    const start = at;
    for (let digit = text.charCodeAt(at) - 0x30; digit >= 0 && digit <= 9; digit = text.charCodeAt(++at) - 0x30) {
      if (at === start && digit === 0) return Number.NaN;
      value = value * 10 + digit;
      if (value > MAX_NUMBER) return Number.NaN;
    }
    return at === start ? Number.NaN : value;
  };
  for (;;) {
    const first = number();
    let last = first;
    if (text.charCodeAt(at) === 0x3a) {
      at++;
      last = number();
    }
    if (Number.isNaN(first) || Number.isNaN(last)) return undefined;
    if (ranges.length === maxRanges) return 'too many';
    ranges.push(first <= last ? [first, last] : [last, first]);
    if (at === text.length) return ranges;
    if (text.charCodeAt(at++) !== 0x2c) return undefined;
  }
}

import { field, indexMime, unfold } from '#mime';

const STATUS: Readonly<Record<string, string>> = {
  R: '\\Seen',
  A: '\\Answered',
  F: '\\Flagged',
  T: '\\Draft',
  D: '\\Deleted',
};
/** Bits of X-Mozilla-Status. */
const MOZILLA: readonly (readonly [bit: number, flag: string])[] = [
  [0x0001, '\\Seen'],
  [0x0002, '\\Answered'],
  [0x0004, '\\Flagged'],
];
const MOZILLA_EXPUNGED = 0x0008;

/**
 * The flags that mail programs write into messages of an mbox: Status and X-Status (mutt, UW), X-Mozilla-Status (Thunderbird). Undefined
 * for a message that was deleted there and only waits to be taken out.
 */
export function statusFlags(header: Uint8Array): readonly string[] | undefined {
  const { root } = indexMime(header);
  const value = (name: string) => unfold(field(root, name)?.value ?? '').trim();
  const letters = [...value('status'), ...value('x-status')];
  const bits = Number.parseInt(value('x-mozilla-status').slice(0, 8), 16) || 0;
  if (bits & MOZILLA_EXPUNGED) return undefined;
  const flags = letters.flatMap((letter) => STATUS[letter] ?? []);
  const mozilla = MOZILLA.filter(([bit]) => (bits & bit) !== 0).map(([, flag]) => flag);
  return [...new Set([...flags, ...mozilla])];
}

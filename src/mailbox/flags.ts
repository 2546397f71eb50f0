import { PEC_KEYWORD_PREFIX } from '#pec';

/** RFC 9051 2.3.2. `\Recent` is of the session, and of RFC 3501 only: nobody sets it. */
export const SYSTEM_FLAGS = ['\\Answered', '\\Deleted', '\\Draft', '\\Flagged', '\\Seen'] as const;

const MAX_KEYWORDS = 128;
export const MAX_KEYWORD_OCTETS = 64;

/** RFC 9051 9: an atom. */
const KEYWORD = /^[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+$/;

export type FlagCheck =
  /** As they are kept: none twice, system flags in their own letter case. */
  { readonly ok: true; readonly flags: readonly string[] } | { readonly ok: false; readonly text: string };

/** Is this a keyword that the server sets by itself, and nobody else? */
export function isServersKeyword(flag: string): boolean {
  return flag.toLowerCase().startsWith(PEC_KEYWORD_PREFIX.toLowerCase());
}

/** What STORE may set in a folder where `known` are in use already. */
export function checkFlags(flags: readonly string[], known: readonly string[]): FlagCheck {
  const kept = new Map<string, string>();
  for (const flag of flags) {
    if (isServersKeyword(flag)) {
      return {
        ok: false,
        text: `${flag} says what the server has verified: only the server sets or removes keywords with ${PEC_KEYWORD_PREFIX}`,
      };
    }
    const system = SYSTEM_FLAGS.find((one) => one.toLowerCase() === flag.toLowerCase());
    if (system === undefined && flag.startsWith('\\')) return { ok: false, text: `${flag} cannot be set` };
    if (system === undefined && (!KEYWORD.test(flag) || flag.length > MAX_KEYWORD_OCTETS))
      return { ok: false, text: `a keyword is an atom of at most ${MAX_KEYWORD_OCTETS} characters` };
    kept.set(flag.toLowerCase(), system ?? flag);
  }
  const inUse = new Set(known.filter((flag) => !flag.startsWith('\\')).map((flag) => flag.toLowerCase()));
  for (const [lower, flag] of kept) if (!flag.startsWith('\\')) inUse.add(lower);
  if (inUse.size > MAX_KEYWORDS && [...kept.keys()].some((lower) => !known.some((one) => one.toLowerCase() === lower)))
    return { ok: false, text: `a folder has at most ${MAX_KEYWORDS} different keywords` };
  return { ok: true, flags: [...kept.values()].sort() };
}

/** What an appended message may bring along: the server's own keywords, and flags that are none, fall away. */
export function takeableFlags(flags: readonly string[]): readonly string[] {
  return flags.filter((flag) => !isServersKeyword(flag) && checkFlags([flag], []).ok);
}

import { storedText } from './stored-text.ts';

const SYSTEM = new Map(
  ['\\Answered', '\\Deleted', '\\Draft', '\\Flagged', '\\Seen'].map((flag) => [lower(flag), flag]),
);

function lower(flag: string): string {
  return flag.toLowerCase();
}

/** Flags as the column keeps them: sorted, none twice whatever the letter case, parted by spaces; system flags as RFC 9051 writes them. */
export function flagText(flags: readonly string[]): string {
  const kept = new Map<string, string>();
  for (const flag of flags) {
    const key = lower(flag);
    if (!kept.has(key)) kept.set(key, SYSTEM.get(key) ?? flag);
  }
  return [...kept.values()].sort().join(' ');
}

export function readFlagText(text: string): readonly string[] {
  return Object.freeze(text === '' ? [] : text.split(' '));
}

/** The lists of a column, one array for each text however often it stands there. */
export function flagReader(): (text: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (text) => {
    let flags = known.get(text);
    if (!flags) {
      flags = readFlagText(text);
      known.set(text, flags);
    }
    return flags;
  };
}

/** Names of threads come out of other people's headers. */
const THREAD_LENGTH = 1_000;

export function threadText(thread: string | undefined): string | null {
  return thread === undefined ? null : storedText(thread).slice(0, THREAD_LENGTH);
}

import type { Words } from '#evidence';
import { DOCUMENT_PHRASES } from './german-document.ts';
import { PAGE_PHRASES } from './german-page.ts';
import { PROOF_PHRASES } from './german-proof.ts';

/** An English phrase, `{}` where something stands in it (`{.}`: one word), and the same in German. */
export type Phrase = readonly [english: string, german: string];

interface Pattern {
  readonly english: RegExp;
  readonly german: string;
}

const whole = new Map<string, string>();
const patterns: Pattern[] = [];
for (const [english, german] of [...PAGE_PHRASES, ...PROOF_PHRASES, ...DOCUMENT_PHRASES]) {
  if (!/\{\.?\}/.test(english)) whole.set(english, german);
  else {
    const source = english
      .split(/(\{\.?\})/)
      .map((part) => ({ '{}': '([\\s\\S]*)', '{.}': '(\\S+)' })[part] ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    patterns.push({ english: new RegExp(`^${source.join('')}$`), german: german.replaceAll('{.}', '{}') });
  }
}
// The longest first: what is more particular wins.
patterns.sort((one, other) => other.english.source.length - one.english.source.length);

const MAX_DEPTH = 4;

/**
 * The same words in German, found by their English: the judges say theirs in Italian and English alone. What is put into a phrase is
 * turned as well where it is a phrase itself; what nobody knows stays as it is.
 */
export function inGerman({ en }: Words): string {
  return turned(en, 0);
}

/** Is there a German for it as a whole? */
export function hasGerman(english: string): boolean {
  return whole.has(english) || patterns.some((pattern) => pattern.english.test(english));
}

function turned(english: string, depth: number): string {
  const known = whole.get(english);
  if (known !== undefined) return known;
  // What stands in a phrase may be several reasons.
  if (depth > 0 && depth < MAX_DEPTH && english.includes('; '))
    return english
      .split('; ')
      .map((reason) => turned(reason, depth + 1))
      .join('; ');
  const pattern = patterns.find((one) => one.english.test(english));
  if (pattern === undefined || depth >= MAX_DEPTH) return english;
  const values = pattern.english
    .exec(english)!
    .slice(1)
    .map((value) => turned(value, depth + 1));
  let at = 0;
  return pattern.german.replaceAll('{}', () => values[at++] ?? '');
}

/** Sentences by their names; where a word stands in one, it is a function of its words. */
export type Sentences = Readonly<Record<string, string | ((...words: string[]) => string)>>;

/** Which sentence it was, in lower-case words with hyphens, and the words that were put into it. */
export interface ReadSentence {
  readonly code: string;
  readonly words: readonly string[];
}

const SLOT = '\0';

/**
 * Reads again what was written by one of these sentences, so that what stands in a notice or in the log in Italian is told to people in their
 * language. What none of them wrote answers undefined. One that holds another must stand before it.
 */
export function sentenceReader(sentences: Sentences): (text: string) => ReadSentence | undefined {
  const known = Object.entries(sentences).map(([name, sentence]) => {
    const whole = typeof sentence === 'string' ? sentence : sentence(...Array(sentence.length).fill(SLOT));
    const pattern = whole.split(SLOT).map(literally).join('(.*?)');
    const code = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return { code, pattern: new RegExp(`^${pattern}$`, 's') };
  });
  return (text) => {
    for (const { code, pattern } of known) {
      const found = pattern.exec(text);
      if (found) return { code, words: found.slice(1) };
    }
    return undefined;
  };
}

function literally(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

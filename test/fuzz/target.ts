import { readdirSync, readFileSync } from 'node:fs';
import type { Corpus, Dice } from './mutate.ts';

/** What is fuzzed. A module of a target has it as its `default`. */
export interface Target {
  readonly corpus: Corpus;
  /** Throws when the input is not handled as it should be. `dice` belongs to the input. */
  judge(input: Uint8Array, dice: Dice): Promise<void> | void;
  close?(): Promise<void>;
}

/** The files of a folder of this one or of fixtures; `crlf`: kept with LF, used with CRLF. */
export function filesOf(folder: string, options: { readonly crlf?: boolean } = {}): readonly Uint8Array[] {
  const url = new URL(`${folder}/`, import.meta.url);
  return readdirSync(url)
    .sort()
    .filter((name) => name !== 'README.md')
    .map((name) => {
      const bytes = readFileSync(new URL(name, url));
      if (!options.crlf) return new Uint8Array(bytes);
      return octets(bytes.toString('latin1').replaceAll(/\r?\n/g, '\r\n'));
    });
}

export function octets(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export const words = (...texts: readonly string[]) => texts.map(octets);

import { html, type Markup } from './html.ts';

/** Classes of the style sheet: what has one of the first is shown, what has one of the others is not (`display: none`). */
export const SHOWN_CLASSES = ['q2', 'q5', 'q7', 'q8'] as const;
export const HIDDEN_CLASSES = ['q1', 'q3', 'q4', 'q6', 'q9'] as const;

const DECOYS = ['mx', 'via', 'ufficio', 'sede', 'n1', 'k4', 'ref', 'p7', 'z9', 'no'] as const;

/**
 * An address that people and screen readers read, and copy, as it is, and that harvesters of text do not find: the at sign and the parts
 * stand in elements of their own, and between them stand words in square brackets that the style sheet takes away from the screen, from
 * the accessibility tree and from what is copied (`display: none`). No regular expression finds an address in the markup, in its text, or
 * in its decoded text. Who reads without style sheets sees the brackets, and a sentence that says what they are. A harvester that runs a
 * whole browser is a person for this function: against it stands the brake of the listener.
 */
export function guardAddress(address: string): Markup {
  const chance = sequence(address);
  const pieces = piecesOf(address, chance);
  const spans = pieces.map((piece, at) => {
    const shown = html`<span class="${pick(SHOWN_CLASSES, chance)}">${piece}</span>`;
    return at === 0 ? shown : [decoy(chance), shown];
  });
  return html`<span class="addr" translate="no">${spans}</span>`;
}

function decoy(chance: () => number): Markup {
  return html`<span class="${pick(HIDDEN_CLASSES, chance)}" aria-hidden="true">[${pick(DECOYS, chance)}]</span><wbr>`;
}

/** The at sign alone; the local part cut once where it is long; the domain cut before its last dots. */
function piecesOf(address: string, chance: () => number): readonly string[] {
  const at = address.lastIndexOf('@');
  return [...cut(address.slice(0, at), chance), '@', ...address.slice(at + 1).split(/(?=\.)/)];
}

function cut(text: string, chance: () => number): readonly string[] {
  if (text.length < 4) return [text];
  const where = 1 + Math.floor(chance() * (text.length - 2));
  return [text.slice(0, where), text.slice(where)];
}

function pick<T>(from: readonly T[], chance: () => number): T {
  return from[Math.floor(chance() * from.length)]!;
}

/** Numbers from 0 to 1 that look like chance and are the same for the same text: a page is the same bytes each time (mulberry32). */
function sequence(seed: string): () => number {
  let state = [...seed].reduce((sum, sign) => (Math.imul(sum, 31) + sign.charCodeAt(0)) | 0, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

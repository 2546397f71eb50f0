import { ADDRESS_FAULT, type AddressFault } from './address-fault.ts';

/** A lexical token of a structured address field (RFC 5322 3.2). */
export interface Token {
  /** `special` is one of `<>@,;:.[]\` */
  readonly kind: 'atom' | 'quoted' | 'special';
  /** Of a quoted string its content, unescaped. */
  readonly text: string;
  /** White space or a comment stands before it. */
  readonly spaced: boolean;
}

const SPECIALS = '<>@,;:.[]\\';
const ATOM = /[^\p{Cc} "()<>@,;:.[\]\\]+/uy;

/** Tokens of an unfolded value, comments dropped; or the fault that stops the reading. */
export function tokenize(text: string): { tokens: Token[]; fault?: AddressFault } {
  const tokens: Token[] = [];
  let spaced = false;
  let at = 0;
  while (at < text.length) {
    const character = text[at]!;
    if (character === ' ' || character === '\t') {
      spaced = true;
      at++;
    } else if (character === '(') {
      at = commentEnd(text, at);
      if (at < 0) return { tokens, fault: ADDRESS_FAULT.openComment };
      spaced = true;
    } else {
      const read = readToken(text, at);
      if (typeof read === 'string') return { tokens, fault: read };
      tokens.push({ kind: read.kind, text: read.text, spaced });
      spaced = false;
      at = read.end;
    }
  }
  return { tokens };
}

function readToken(text: string, at: number): { kind: Token['kind']; text: string; end: number } | AddressFault {
  const character = text[at]!;
  if (SPECIALS.includes(character)) return { kind: 'special', text: character, end: at + 1 };
  if (character === '"') return readQuoted(text, at + 1);
  ATOM.lastIndex = at;
  const atom = ATOM.exec(text)?.[0];
  if (atom === undefined) return character === ')' ? ADDRESS_FAULT.strayParenthesis : ADDRESS_FAULT.control;
  return { kind: 'atom', text: atom, end: at + atom.length };
}

function readQuoted(text: string, from: number): { kind: 'quoted'; text: string; end: number } | AddressFault {
  let content = '';
  let at = from;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '"') return { kind: 'quoted', text: content + text.slice(at, i), end: i + 1 };
    if (text[i] !== '\\') continue;
    content += text.slice(at, i);
    at = ++i;
  }
  return ADDRESS_FAULT.openQuote;
}

/** One past the comment that opens at `at` (they nest), -1 when it is not closed. */
function commentEnd(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i + 1;
  }
  return -1;
}

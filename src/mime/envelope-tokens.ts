/** A piece of an address field, read without judging (RFC 5322 3.2). */
export interface EnvelopeToken {
  /** `text`: an atom, a dot, an encoded word, a domain literal, or the content of a quoted string. */
  readonly kind: 'text' | 'comment' | '<' | '>' | '@' | ',' | ';' | ':';
  /** Unescaped. */
  readonly text: string;
  /** White space or a comment stands before it. */
  readonly spaced: boolean;
}

const ATOM = /[^<>@,;:"([ \t]+/y;
/** Commas and brackets in encoded words are wrong (RFC 2047 5) and common. */
const ENCODED_WORD = /=\?[^?\s]{1,40}\?[bq]\?[^?\s]{0,1000}\?=/iy;
const DOMAIN_LITERAL = /\[[^\]]{0,255}\]/y;

/** The tokens of an unfolded value. A quote or parenthesis that nothing closes is text. */
export function* envelopeTokens(value: string): Generator<EnvelopeToken> {
  let spaced = false;
  /** No such closing mark follows: none is looked for again, so that the reading stays linear. */
  let noQuote = false;
  let noComment = false;
  for (let at = 0; at < value.length; ) {
    const character = value[at]!;
    if (character === ' ' || character === '\t') {
      spaced = true;
      at++;
      continue;
    }
    const quoted = character === '"' && !noQuote ? quotedAt(value, at + 1) : undefined;
    const comment = character === '(' && !noComment ? commentAt(value, at + 1) : undefined;
    if (character === '"' && quoted === undefined) noQuote = true;
    if (character === '(' && comment === undefined) noComment = true;
    const token = comment ?? quoted ?? plainAt(value, at);
    yield { kind: comment === undefined ? kindOf(character) : 'comment', text: token.text, spaced };
    spaced = comment !== undefined;
    at = token.end;
  }
}

function kindOf(character: string): EnvelopeToken['kind'] {
  switch (character) {
    case '<':
    case '>':
    case '@':
    case ',':
    case ';':
    case ':':
      return character;
    default:
      return 'text';
  }
}

interface Read {
  readonly text: string;
  readonly end: number;
}

function plainAt(value: string, at: number): Read {
  for (const pattern of [ENCODED_WORD, DOMAIN_LITERAL, ATOM]) {
    pattern.lastIndex = at;
    const text = pattern.exec(value)?.[0];
    if (text !== undefined) return { text, end: at + text.length };
  }
  return { text: value[at]!, end: at + 1 };
}

/** The content of a quoted string that begins at `from`; `end` is behind its closing quote. */
function quotedAt(value: string, from: number): Read | undefined {
  let text = '';
  let start = from;
  for (let i = from; i < value.length; i++) {
    if (value[i] === '"') return { text: text + value.slice(start, i), end: i + 1 };
    if (value[i] !== '\\') continue;
    text += value.slice(start, i);
    start = ++i;
  }
  return undefined;
}

/** The content of a comment; those in it stay with their parentheses. */
function commentAt(value: string, from: number): Read | undefined {
  let text = '';
  let start = from;
  let depth = 1;
  for (let i = from; i < value.length; i++) {
    const character = value[i];
    if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return { text: (text + value.slice(start, i)).trim(), end: i + 1 };
    else if (character === '\\') {
      text += value.slice(start, i);
      start = ++i;
    }
  }
  return undefined;
}

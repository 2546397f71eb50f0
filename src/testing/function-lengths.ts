import { lineAt, takeApart } from './source-text.ts';

export interface FunctionLength {
  /** Where its head stands. */
  readonly line: number;
  /** From its head to its closing brace, both counted. */
  readonly lines: number;
}

const CONTROL = new Set(['if', 'for', 'while', 'switch', 'catch', 'with']);

/**
 * The functions of a source, found by their braces: a block behind `=>`, or behind parameters, or behind the type they return.
 * Blocks of `describe` are lists of tests, not functions.
 */
export function measureFunctions(source: string): readonly FunctionLength[] {
  const { code } = takeApart(source);
  const open: { readonly head: number | undefined }[] = [];
  const found: FunctionLength[] = [];
  for (const match of code.matchAll(/[{}]/g)) {
    if (match[0] === '{') {
      open.push({ head: functionHead(code, match.index) });
      continue;
    }
    const head = open.pop()?.head;
    if (head === undefined) continue;
    const line = lineAt(source, head);
    found.push({ line, lines: lineAt(source, match.index) - line + 1 });
  }
  return found.sort((a, b) => a.line - b.line);
}

/** Offset of the head of the function whose body begins with the brace at `brace`; undefined when it is no function. */
function functionHead(code: string, brace: number): number | undefined {
  const before = code.slice(0, brace).trimEnd();
  if (before.endsWith('=>')) {
    const head = before.length - 2;
    const parameters = before.slice(0, head).trimEnd();
    const from = parameters.endsWith(')') ? opening(parameters, parameters.length - 1) : head;
    return /\bdescribe\s*\(\s*([^(){}]{0,200},\s*)?(async\s*)?$/s.test(code.slice(Math.max(0, from - 220), from))
      ? undefined
      : from;
  }
  const close = before.endsWith(')') ? before.length - 1 : beforeReturnType(before);
  if (close === undefined) return undefined;
  const from = opening(before, close);
  const word = /([\w$#]+)\s*(<[^()]*>)?\s*$/.exec(before.slice(0, from))?.[1];
  return word === undefined || CONTROL.has(word) ? undefined : from;
}

/** Offset of the parameters' `)` when the text ends in `): Type`. */
function beforeReturnType(before: string): number | undefined {
  const limit = Math.max(0, before.length - 2_000);
  for (let i = before.length - 1; i >= limit; i--) {
    const character = before.charAt(i);
    if (')}]>'.includes(character) && before[i - 1] !== '=') i = opening(before, i);
    else if (character === ':') return NO_TYPE.test(before.slice(i)) ? undefined : parametersEnd(before.slice(0, i));
    else if (!/[\w\s.|&,$'"?]/.test(character)) return undefined;
  }
  return undefined;
}

/** What stands before a block that is no function, and never in a type. */
const NO_TYPE = /;|\b(class|interface|enum|return|export|const|let|else|try|finally|do)\b/;

function parametersEnd(before: string): number | undefined {
  const text = before.trimEnd();
  return text.endsWith(')') ? text.length - 1 : undefined;
}

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '>': '<' };

/** Offset of the bracket that the one at `close` closes; 0 when there is none. */
function opening(text: string, close: number): number {
  const closing = text.charAt(close);
  const wanted = PAIRS[closing];
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    const character = text.charAt(i);
    if (character === closing && !(closing === '>' && text[i - 1] === '=')) depth += 1;
    else if (character === wanted) depth -= 1;
    if (depth === 0) return i;
  }
  return 0;
}

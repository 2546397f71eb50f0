/** A TypeScript source, taken apart so that words in code, comments and strings are not mistaken for one another. */
export interface SourceText {
  /** The whole, with the contents of comments and strings blanked out: same length, same lines. */
  readonly code: string;
  readonly comments: readonly SourcePiece[];
  /** Contents of string literals and of the literal stretches of templates, without quotes. */
  readonly strings: readonly SourcePiece[];
}

export interface SourcePiece {
  readonly text: string;
  /** Offset of the first character of `text`. */
  readonly at: number;
}

const REGEX_MAY_FOLLOW = /(^|[([{}=,;:!&|?+\-*%~^<>]|\b(return|typeof|case|in|of|do|else|void|yield|await))\s*$/;

export function takeApart(source: string): SourceText {
  return new Scanner(source).scan();
}

/** Line number, from 1, of an offset. */
export function lineAt(source: string, at: number): number {
  let line = 1;
  for (let i = source.indexOf('\n'); i !== -1 && i < at; i = source.indexOf('\n', i + 1)) line += 1;
  return line;
}

class Scanner {
  readonly #source: string;
  readonly #code: string[];
  readonly #comments: SourcePiece[] = [];
  readonly #strings: SourcePiece[] = [];
  /** For each template we are inside of: how many braces are open in its present `${…}`. */
  readonly #templates: number[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
    this.#code = [...source.split('')];
  }

  scan(): SourceText {
    while (this.#at < this.#source.length) this.#step();
    return { code: this.#code.join(''), comments: this.#comments, strings: this.#strings };
  }

  #step(): void {
    const two = this.#source.slice(this.#at, this.#at + 2);
    const one = two.charAt(0);
    if (two === '//' || (two === '#!' && this.#at === 0)) this.#blank(this.#comments, this.#lineEnd(), 0);
    else if (two === '/*') this.#blank(this.#comments, this.#find('*/', this.#at + 2), 2);
    else if (one === "'" || one === '"') this.#quoted(one);
    else if (one === '`') this.#template();
    else if (one === '/' && this.#regexMayFollow()) this.#regex();
    else this.#plain(one);
  }

  #plain(character: string): void {
    const depth = this.#templates.at(-1);
    this.#at += 1;
    if (depth === undefined) return;
    if (character === '{') this.#templates[this.#templates.length - 1] = depth + 1;
    if (character !== '}') return;
    if (depth > 0) {
      this.#templates[this.#templates.length - 1] = depth - 1;
      return;
    }
    this.#templates.pop();
    this.#at -= 1;
    this.#template();
  }

  /** From a backtick, or from the brace that ends `${…}`, to the next of `${` and the closing backtick. */
  #template(): void {
    const from = this.#at + 1;
    let to = from;
    while (to < this.#source.length && this.#source[to] !== '`' && !this.#source.startsWith('${', to)) {
      to += this.#source[to] === '\\' ? 2 : 1;
    }
    this.#at = from;
    const opens = this.#source.startsWith('${', to);
    this.#blank(this.#strings, to, 0);
    this.#at += opens ? 2 : 1;
    if (opens) this.#templates.push(0);
  }

  #quoted(quote: string): void {
    this.#at += 1;
    let to = this.#at;
    while (to < this.#source.length && this.#source[to] !== quote && this.#source[to] !== '\n') {
      to += this.#source[to] === '\\' ? 2 : 1;
    }
    this.#blank(this.#strings, to, 1);
  }

  #regex(): void {
    let inClass = false;
    let to = this.#at + 1;
    for (; to < this.#source.length && this.#source[to] !== '\n'; to++) {
      const character = this.#source[to];
      if (character === '\\') to += 1;
      else if (character === '[') inClass = true;
      else if (character === ']') inClass = false;
      else if (character === '/' && !inClass) break;
    }
    this.#at += 1;
    this.#blank([], to, 1);
  }

  #regexMayFollow(): boolean {
    // Comments are blanked by now; forty characters reach over any keyword and the blanks behind it.
    return REGEX_MAY_FOLLOW.test(this.#code.slice(Math.max(0, this.#at - 40), this.#at).join(''));
  }

  /** Keeps the stretch up to `to` in a list, blanks it in the code, and goes on `skip` characters behind it. */
  #blank(list: SourcePiece[], end: number, skip: number): void {
    const to = Math.min(end, this.#source.length);
    list.push({ text: this.#source.slice(this.#at, to), at: this.#at });
    for (let i = this.#at; i < to; i++) if (this.#code[i] !== '\n') this.#code[i] = ' ';
    this.#at = to;
    for (let i = 0; i < skip && list === this.#comments && to + i < this.#code.length; i++) this.#code[to + i] = ' ';
    this.#at += skip;
  }

  #lineEnd(): number {
    return this.#find('\n', this.#at);
  }

  #find(text: string, from: number): number {
    const found = this.#source.indexOf(text, from);
    return found === -1 ? this.#source.length : found;
  }
}

import { latin1ToString } from '#mime';
import type { SequenceSet, StreamedLiteral } from './command.ts';
import { SyntaxFault } from './command-fault.ts';
import { readMailbox } from './mailbox-name.ts';
import { fromUtf8Octets, type OctetText } from './octet-text.ts';
import { parseSequenceSet } from './sequence-set.ts';
import type { WireMode } from './wire-mode.ts';

/** Commands as they came: literals cut out, each `{n}` CRLF that announces one still standing in the text. */
export interface CommandText {
  readonly text: OctetText;
  readonly literals: readonly Uint8Array[];
  readonly mode: WireMode;
  /** Makes the message of APPEND and REPLACE out of what announces it. */
  readonly message: (head: MessageHead) => StreamedLiteral;
}

export interface MessageHead {
  readonly size: number;
  readonly binary: boolean;
  /** What the command ends with behind the message. */
  readonly closing: '' | ')';
}

/** Thrown where a literal is needed that has not been read yet. */
export class LiteralNeeded extends Error {}

const MAX_RANGES = 10_000;
const MAX_DEPTH = 32;
const MAX_NUMBER = 0xffff_ffff;
const MAX_NUMBER64 = 2n ** 63n - 1n;

const ATOM = /[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+/y;
const ASTRING = /[!#$&'+,\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]+/y;
const LIST_CHARS = /[!#$&'+,\-./0-9:;<=>?@A-Z[\]^_`a-z|}~%*]+/y;
const KEYWORD = /[A-Za-z0-9.-]+/y;
const DIGITS = /\d{1,30}/y;
const SEQUENCE_SET = /[\d:*,]+|\$/y;
const LITERAL = /(~?)\{(\d{1,20})\+?\}\r\n/y;
const FLAG = /\\?[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+/y;
const NOT_ASCII = /[^\0-\x7f]/;

const SYSTEM_FLAGS = new Map(
  ['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft', '\\Recent'].map((flag) => [flag.toLowerCase(), flag]),
);

/** Goes through one command from left to right (RFC 9051 9); throws SyntaxFault where it is not as the grammar wants it. */
export class Scanner {
  readonly mode: WireMode;
  readonly #text: OctetText;
  readonly #literals: readonly Uint8Array[];
  readonly #message: CommandText['message'];
  #at = 0;
  #literalsRead = 0;
  #depth = 0;

  constructor({ text, literals, mode, message }: CommandText, at: number) {
    this.#text = text;
    this.#literals = literals;
    this.mode = mode;
    this.#message = message;
    this.#at = at;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  end(): void {
    if (!this.atEnd) throw new SyntaxFault('there is more behind the end of the command');
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at = pattern.lastIndex;
    return found;
  }

  #want(pattern: RegExp, what: string): string {
    const found = this.#match(pattern);
    if (found === undefined) throw new SyntaxFault(`${what} is missing`);
    return found[0];
  }

  /** Is this what comes next? It is not taken. */
  sees(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  /** Takes the text if it is there. */
  accept(text: string): boolean {
    if (!this.sees(text)) return false;
    this.#at += text.length;
    return true;
  }

  /** The same, whatever the letter case; `text` is in capitals. */
  acceptAnyCase(text: string): boolean {
    if (this.#text.slice(this.#at, this.#at + text.length).toUpperCase() !== text) return false;
    this.#at += text.length;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw new SyntaxFault(`${text === ' ' ? 'a space' : text} is missing`);
  }

  /** One space, never more. */
  space(): void {
    this.expect(' ');
  }

  /** A word of the protocol, in capitals; letter case does not count. */
  keyword(what = 'a keyword'): string {
    return this.#want(KEYWORD, what).toUpperCase();
  }

  /** Takes the word of the protocol if it is there and whole. */
  acceptKeyword(word: string): boolean {
    const before = this.#at;
    if (this.#match(KEYWORD)?.[0].toUpperCase() === word) return true;
    this.#at = before;
    return false;
  }

  expectKeyword(word: string): void {
    if (!this.acceptKeyword(word)) throw new SyntaxFault(`${word} is missing`);
  }

  atom(what = 'an atom'): string {
    return this.#want(ATOM, what);
  }

  /** Matches a pattern of the caller; it must be sticky. */
  token(pattern: RegExp, what: string): string {
    return this.#want(pattern, what);
  }

  astring(what = 'a string'): OctetText {
    return this.#match(ASTRING)?.[0] ?? this.string(what);
  }

  /** Quoted or literal. */
  string(what = 'a string'): OctetText {
    if (this.sees('"')) return this.#quoted();
    if (this.sees('{')) return this.#literal();
    throw new SyntaxFault(`${what} is missing`);
  }

  nstring(what?: string): OctetText | null {
    return this.acceptKeyword('NIL') ? null : this.string(what);
  }

  /** UTF-8 is taken also before ENABLE (RFC 9051 9, QUOTED-CHAR): common programs log in and search with it and never ask. */
  #quoted(): OctetText {
    const text = this.#text;
    const start = this.#at + 1;
    let escaped = false;
    let end = start;
    for (; text[end] !== '"'; end++) {
      if (end >= text.length || text[end] === '\r') throw new SyntaxFault('a quoted string is not closed');
      if (text[end] !== '\\') continue;
      escaped = true;
      end++;
      if (text[end] !== '"' && text[end] !== '\\') throw new SyntaxFault('only \\" and \\\\ may follow a backslash');
    }
    this.#at = end + 1;
    const quoted = text.slice(start, end);
    if (NOT_ASCII.test(quoted) && fromUtf8Octets(quoted) === undefined)
      throw new SyntaxFault('a quoted string is not UTF-8');
    return escaped ? quoted.replace(/\\(.)/g, '$1') : quoted;
  }

  #literal(): OctetText {
    this.#want(LITERAL, 'a literal');
    const octets = this.#literals[this.#literalsRead++];
    if (octets === undefined) throw new LiteralNeeded();
    if (octets.includes(0)) throw new SyntaxFault('a literal holds NUL');
    return latin1ToString(octets);
  }

  /** The message of APPEND or REPLACE: nothing of the command behind it has been read yet. */
  message(closing: '' | ')'): StreamedLiteral {
    const [, tilde, size] = this.#match(LITERAL) ?? [];
    if (size === undefined) throw new SyntaxFault('the literal with the message is missing');
    if (closing !== '' && tilde === '') throw new SyntaxFault('UTF8 wants a literal that begins with ~{');
    this.end();
    if (Number(size) > Number.MAX_SAFE_INTEGER) throw new SyntaxFault('the literal is too big', 'NO', 'TOOBIG');
    return this.#message({ size: Number(size), binary: tilde === '~', closing });
  }

  /** As Unicode. */
  text(octets: OctetText): string {
    const text = fromUtf8Octets(octets);
    if (text === undefined) throw new SyntaxFault('a text is not UTF-8');
    return text;
  }

  mailbox(): string {
    return this.#name(this.astring('a mailbox name'));
  }

  /** With the wildcards `%` and `*`. */
  mailboxPattern(): string {
    return this.#name(this.#match(LIST_CHARS)?.[0] ?? this.string('a mailbox pattern'));
  }

  #name(octets: OctetText): string {
    const name = readMailbox(octets, this.mode);
    if (name !== undefined) return name;
    throw new SyntaxFault(
      `a mailbox name is not ${this.mode.utf8 ? 'UTF-8' : 'modified UTF-7'}, or holds control characters`,
    );
  }

  flag(): string {
    const flag = this.#want(FLAG, 'a flag');
    return SYSTEM_FLAGS.get(flag.toLowerCase()) ?? flag;
  }

  /** 0 to 2^32-1. */
  number(what = 'a number'): number {
    return this.#number(what, 0, MAX_NUMBER);
  }

  /** 1 to 2^32-1. */
  nzNumber(what = 'a number'): number {
    return this.#number(what, 1, MAX_NUMBER);
  }

  /**
   * Sizes and mod-sequences: 0 to 2^63-1 (RFC 9051 9, number64; RFC 7162 7). What is over 2^53-1 becomes that: nothing here is as big
   * or as new, so it compares the same.
   */
  bigNumber(what = 'a number'): number {
    const digits = this.#want(DIGITS, what);
    if (digits.length > 15 && BigInt(digits) > MAX_NUMBER64) throw new SyntaxFault(`${what} is over ${MAX_NUMBER64}`);
    return Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
  }

  #number(what: string, least: number, most: number): number {
    const value = Number(this.#want(DIGITS, what));
    if (value < least || value > most) throw new SyntaxFault(`${what} is not from ${least} to ${most}`);
    return value;
  }

  get seesSequenceSet(): boolean {
    return /[\d*$]/.test(this.#text.charAt(this.#at));
  }

  sequenceSet(): SequenceSet {
    const set = parseSequenceSet(this.#want(SEQUENCE_SET, 'a sequence set'), MAX_RANGES);
    if (set === undefined) throw new SyntaxFault('a sequence set is wrong');
    if (set === 'too many') throw new SyntaxFault(`more than ${MAX_RANGES} ranges in a sequence set`);
    return set;
  }

  /** `(` one or more, a space between each `)`; none at all when `empty` says so. */
  list<T>(read: () => T, { empty = false } = {}): T[] {
    const found: T[] = [];
    this.expect('(');
    if (empty && this.accept(')')) return found;
    do found.push(read());
    while (this.accept(' '));
    this.expect(')');
    return found;
  }

  /** For what may hold its like: too deep is a fault, not an overflow. */
  deeper<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new SyntaxFault(`nested deeper than ${MAX_DEPTH}`);
    const found = read();
    this.#depth--;
    return found;
  }
}

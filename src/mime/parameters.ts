import { decodeCharset } from './charset.ts';
import { decodeText, rawText, unfold } from './decode-text.ts';
import { ascii, concat } from './octets.ts';
import type { ContentType, Disposition } from './part.ts';

export interface StructuredValue {
  /** Lower case, comments and white space removed. */
  readonly type: string;
  /** As written: octets as characters, nothing decoded. The first of two equal names counts. */
  readonly raw: ReadonlyMap<string, string>;
}

const TYPE = /^[^\s/;()<>@,\\"[\]?=]+\/[^\s/;()<>@,\\"[\]?=]+$/;
const NOTHING: ReadonlyMap<string, string> = new Map();
export const PLAIN_TEXT: ContentType = { type: 'text/plain', params: new Map([['charset', 'us-ascii']]) };
export const ATTACHED_MESSAGE: ContentType = { type: 'message/rfc822', params: NOTHING };

/** `type; name=value; …` (RFC 2045 5.1, RFC 2183): tolerant of unquoted values, comments and stray semicolons. */
export function parseStructured(value: string): StructuredValue {
  const text = unfold(value);
  const end = text.indexOf(';');
  const type = withoutComments(end < 0 ? text : text.slice(0, end)).toLowerCase();
  return { type, raw: end < 0 ? NOTHING : parseParameters(text, end + 1) };
}

/** RFC 2045 5.2: what cannot be read is text/plain; its parameters still name an attachment. */
export function contentTypeOf(parsed: StructuredValue): ContentType {
  return { type: TYPE.test(parsed.type) ? parsed.type : 'text/plain', params: decodeParameters(parsed.raw) };
}

export function dispositionOf(parsed: StructuredValue): Disposition {
  return { type: parsed.type, params: decodeParameters(parsed.raw) };
}

/** RFC 2183 2.3 `filename`, else `name`. Encoded words inside the quotes break RFC 2047 5 and are everywhere: decoded. */
export function fileNameOf(type: ContentType, disposition: Disposition | undefined): string | undefined {
  const name = disposition?.params.get('filename') ?? type.params.get('name');
  if (name === undefined) return undefined;
  return name.includes('=?') ? decodeText(name) : name;
}

function parseParameters(text: string, from: number): Map<string, string> {
  const params = new Map<string, string>();
  let at = from;
  let equals = -1;
  while (at < text.length) {
    // Looked for again only once passed, else a row of semicolons would cost its square.
    if (equals < at) equals = text.indexOf('=', at);
    if (equals < 0) break;
    const semicolon = text.indexOf(';', at);
    if (semicolon >= 0 && semicolon < equals) {
      at = semicolon + 1;
      continue;
    }
    const name = withoutComments(text.slice(at, equals)).toLowerCase();
    const start = skipSpaces(text, equals + 1);
    const read = text[start] === '"' ? quotedValue(text, start + 1) : plainValue(text, start);
    if (name !== '' && !params.has(name)) params.set(name, read.value);
    const next = text.indexOf(';', read.end);
    at = next < 0 ? text.length : next + 1;
  }
  return params;
}

function quotedValue(text: string, from: number): { value: string; end: number } {
  let value = '';
  let at = from;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '"') return { value: value + text.slice(at, i), end: i + 1 };
    if (text[i] !== '\\') continue;
    value += text.slice(at, i);
    at = ++i;
  }
  return { value: value + text.slice(at), end: text.length };
}

function plainValue(text: string, from: number): { value: string; end: number } {
  const semicolon = text.indexOf(';', from);
  const end = semicolon < 0 ? text.length : semicolon;
  const value = text.slice(from, end);
  const comment = value.search(/[ \t]\(/);
  return { value: (comment < 0 ? value : value.slice(0, comment)).trim(), end };
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** Comments (RFC 5322 3.2.2, they nest) and the white space around removed. */
export function withoutComments(text: string): string {
  if (!text.includes('(')) return text.trim();
  let out = '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === '\\' && depth > 0) i++;
    else if (character === '(') depth++;
    else if (character === ')' && depth > 0) depth--;
    else if (depth === 0) out += character;
  }
  return out.trim();
}

interface Section {
  readonly text: string;
  readonly escaped: boolean;
}

/** RFC 2231: `name*=charset'language'%41`, `name*0*=…; name*1=…`; the encoded form wins over the plain one. */
function decodeParameters(raw: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (raw.size === 0) return NOTHING;
  const params = new Map<string, string>();
  const sections = new Map<string, Map<number, Section>>();
  for (const [name, value] of raw) {
    const star = name.indexOf('*');
    const match = star < 0 ? null : /^\*(?:(\d{1,3})(\*?))?$/.exec(name.slice(star));
    if (match === null) {
      params.set(name, rawText(value));
      continue;
    }
    const base = name.slice(0, star);
    const group = sections.get(base) ?? new Map<number, Section>();
    sections.set(
      base,
      group.set(Number(match[1] ?? 0), { text: value, escaped: match[1] === undefined || match[2] === '*' }),
    );
  }
  for (const [name, group] of sections) {
    const value = joinSections(group);
    if (value !== undefined) params.set(name, value);
  }
  return params;
}

function joinSections(group: ReadonlyMap<number, Section>): string | undefined {
  const first = group.get(0);
  if (first === undefined) return undefined;
  const prefix = first.escaped ? /^([^']*)'[^']*'/.exec(first.text) : null;
  const pieces: Uint8Array[] = [];
  for (let i = 0; ; i++) {
    const section = group.get(i);
    if (section === undefined) break;
    const text = i === 0 && prefix !== null ? section.text.slice(prefix[0].length) : section.text;
    pieces.push(section.escaped ? percentDecoded(text) : ascii(text));
  }
  return decodeCharset(concat(pieces), prefix?.[1] || 'utf-8');
}

function percentDecoded(text: string): Uint8Array {
  return ascii(
    text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
  );
}

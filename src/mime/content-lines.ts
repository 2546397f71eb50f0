import { decodeTransfer } from './transfer.ts';

const MAX_LINE = 100_000;

/** A line of a vCard or of a calendar, unfolded (RFC 6350 3.3, RFC 5545 3.1). */
export interface ContentLine {
  /** Of the text, from 1. */
  readonly at: number;
  /** Capitals, without a group before it. */
  readonly name: string;
  readonly params: ReadonlyMap<string, readonly string[]>;
  readonly value: string;
}

/** The lines of a text that say something, one after the other; what is none is passed over. Linear in the text. */
export function* contentLines(text: string): Generator<ContentLine> {
  for (const { line, at } of unfoldedLines(text)) {
    const read = readLine(line, at);
    if (read !== undefined) yield read;
  }
}

function* unfoldedLines(text: string): Generator<{ line: string; at: number }> {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  for (let i = 0; i < lines.length; ) {
    const at = i + 1;
    let line = lines[i++]!;
    // Quoted-printable of version 2.1 goes on after an `=`; everything else after a blank.
    const isQuoted = /;ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE/i.test(line);
    while (i < lines.length && line.length < MAX_LINE) {
      if (isQuoted && line.endsWith('=')) line = line.slice(0, -1) + lines[i++]!;
      else if (/^[ \t]/.test(lines[i]!)) line += lines[i++]!.slice(1);
      else break;
    }
    if (line.trim() !== '') yield { line, at };
  }
}

function readLine(line: string, at: number): ContentLine | undefined {
  const colon = colonOf(line);
  if (colon < 0) return undefined;
  const [name = '', ...rest] = outsideQuotes(line.slice(0, colon), ';');
  const params = new Map<string, string[]>();
  for (const one of rest) {
    const equals = one.indexOf('=');
    const key = equals < 0 ? 'TYPE' : one.slice(0, equals).toUpperCase();
    const values = outsideQuotes(one.slice(equals + 1), ',').map((value) => value.replace(/^"|"$/g, ''));
    params.set(key, [...(params.get(key) ?? []), ...values]);
  }
  const value = line.slice(colon + 1);
  return { at, name: name.replace(/^.*\./, '').trim().toUpperCase(), params, value: decoded(value, params) };
}

/** Pieces parted by `by`, where that does not stand between quotation marks. */
function outsideQuotes(text: string, by: ';' | ','): string[] {
  if (!text.includes('"')) return text.split(by);
  const found: string[] = [];
  let [start, isQuoted] = [0, false];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === by && !isQuoted) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, text.slice(start)];
}

/** A colon within quotation marks belongs to a parameter. */
function colonOf(line: string): number {
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (line[at] === ':' && !isQuoted) return at;
  }
  return -1;
}

function decoded(value: string, params: ContentLine['params']): string {
  const how = [...(params.get('ENCODING') ?? []), ...(params.get('TYPE') ?? [])].map((word) => word.toUpperCase());
  if (!how.includes('QUOTED-PRINTABLE')) return value;
  const octets = decodeTransfer(new TextEncoder().encode(value), 'quoted-printable');
  const charset = params.get('CHARSET')?.[0] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(octets);
  } catch {
    return new TextDecoder().decode(octets);
  }
}

/** Components or items of a value parted by `by`, each unescaped. */
export function valueParts(value: string, by: ';' | ','): string[] {
  const found: string[] = [];
  let part = '';
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '\\' && at + 1 < value.length) {
      const next = value[++at]!;
      part += next === 'n' || next === 'N' ? '\n' : next;
    } else if (value[at] === by) {
      found.push(part);
      part = '';
    } else part += value[at];
  }
  return [...found, part];
}

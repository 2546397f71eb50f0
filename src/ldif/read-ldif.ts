import { type LdifEntry, LdifFault } from './ldif.ts';

/** The directory of all providers is a few megabytes. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_LINE_CHARACTERS = 1024 * 1024;
const MAX_ENTRIES = 100_000;

interface LogicalLine {
  /** Where it begins, from 1. */
  readonly number: number;
  readonly text: string;
}

/**
 * Reads an LDIF file of content records (RFC 2849): folded lines, comments, `::` base64, `;binary` and other options, values of
 * one attribute in many lines, LF or CRLF. UTF-8 outside base64 is tolerated, and a record may begin without the empty line
 * before it: the sample of RFC 6109 4.5.10 does so. Values by URL (`:<`) are refused, as are change records:
 * nothing is ever fetched. Throws LdifFault.
 */
export function readLdif(bytes: Uint8Array): readonly LdifEntry[] {
  const entries: LdifEntry[] = [];
  let open: { dn: string; attributes: Map<string, (string | Uint8Array)[]> } | undefined;
  for (const { number, text } of logicalLines(decode(bytes))) {
    if (text === '') {
      open = undefined;
      continue;
    }
    const { name, value } = readLine(number, text);
    if (name === 'dn') {
      if (typeof value !== 'string') throw new LdifFault(number, 'the dn is not UTF-8');
      if (entries.length >= MAX_ENTRIES) throw new LdifFault(number, `more than ${MAX_ENTRIES} records`);
      open = { dn: value, attributes: new Map() };
      entries.push(open);
    } else if (open !== undefined) {
      add(open.attributes, name, value);
    } else if (name !== 'version' || entries.length > 0) {
      throw new LdifFault(number, 'an attribute stands outside a record');
    } else if (value !== '1') {
      throw new LdifFault(number, 'this LDIF version is not known');
    }
  }
  return entries;
}

function add(attributes: Map<string, (string | Uint8Array)[]>, name: string, value: string | Uint8Array): void {
  const values = attributes.get(name);
  if (values === undefined) attributes.set(name, [value]);
  else values.push(value);
}

function decode(bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES) throw new LdifFault(1, `the file is larger than ${MAX_BYTES} octets`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new LdifFault(1, 'the file is not UTF-8');
  }
}

/** Lines with their continuations joined; comments left out (with their continuations), empty lines kept: they end a record. */
function* logicalLines(text: string): Generator<LogicalLine> {
  let number = 0;
  let pending: { number: number; pieces: string[]; characters: number } | undefined;
  for (const line of physicalLines(text)) {
    number++;
    if (line.startsWith(' ')) {
      if (pending === undefined) throw new LdifFault(number, 'a continuation continues nothing');
      pending.characters += line.length;
      if (pending.characters > MAX_LINE_CHARACTERS) throw new LdifFault(pending.number, 'the value is too long');
      pending.pieces.push(line.slice(1));
      continue;
    }
    if (pending !== undefined && !pending.pieces[0]!.startsWith('#')) yield joined(pending);
    if (line === '') {
      pending = undefined;
      yield { number, text: '' };
    } else {
      pending = { number, pieces: [line], characters: line.length };
    }
  }
  if (pending !== undefined && !pending.pieces[0]!.startsWith('#')) yield joined(pending);
}

function joined(line: { number: number; pieces: string[]; characters: number }): LogicalLine {
  if (line.characters > MAX_LINE_CHARACTERS) throw new LdifFault(line.number, 'the value is too long');
  return { number: line.number, text: line.pieces.join('') };
}

function* physicalLines(text: string): Generator<string> {
  let at = 0;
  while (at < text.length) {
    const lineFeed = text.indexOf('\n', at);
    const end = lineFeed < 0 ? text.length : lineFeed;
    yield text[end - 1] === '\r' && end > at ? text.slice(at, end - 1) : text.slice(at, end);
    at = end + 1;
  }
}

const DESCRIPTION = /^((?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*))((?:;[A-Za-z0-9-]+)*):/;

function readLine(number: number, text: string): { name: string; value: string | Uint8Array } {
  const match = DESCRIPTION.exec(text);
  if (match === null) throw new LdifFault(number, 'no attribute name and colon');
  const name = match[1]!.toLowerCase();
  if (name === 'changetype' || name === 'control') throw new LdifFault(number, 'change records are not content');
  const isBinary = match[2]!.toLowerCase().split(';').includes('binary');
  const rest = text.slice(match[0].length);
  if (rest.startsWith('<')) throw new LdifFault(number, `${name}: a value by URL is refused`);
  if (!rest.startsWith(':')) {
    const value = rest.replace(/^ +/, '');
    return { name, value: isBinary ? new TextEncoder().encode(value) : value };
  }
  const octets = decodeBase64(number, name, rest.slice(1).replace(/^ +/, ''));
  return { name, value: isBinary ? octets : textOrOctets(octets) };
}

function decodeBase64(number: number, name: string, base64: string): Uint8Array {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    throw new LdifFault(number, `${name}: the base64 is damaged`);
  }
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function textOrOctets(octets: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return octets;
  }
}

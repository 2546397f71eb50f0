import { latin1ToString } from './octets.ts';
import type { HeaderField } from './part.ts';

/** What `MimeIndex.headerFaults` may hold, besides `repeatedField()`. */
export const HEADER_FAULT = {
  missing: 'there is no header section',
  tooLarge: 'the header section is too large',
  noColon: 'a header line has no colon',
  foldedStart: 'the header section begins with a folded line',
  fieldName: 'a field name has illegal characters',
  eightBit: 'the header section has octets above 127',
  longLine: 'a header line is longer than 998 octets',
} as const;

/** RFC 5322 3.6: fields that may stand once only. */
const ONCE = new Set([
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'message-id',
  'in-reply-to',
  'references',
  'subject',
  'date',
]);

/** The fault of a field that may stand once and stands twice; `name` as RFC 5322 writes it, in lower case. */
export function repeatedField(name: string): string {
  return `more than one ${name} field`;
}

const FIELD_NAME = /^[!-9;-~]+$/;
const MAX_LINE = 998;

export interface HeaderSection {
  readonly fields: readonly HeaderField[];
  readonly faults: readonly string[];
}

/** Cuts a header section (no blank line in it) into its fields. `offset` is where `bytes` begin in the message. */
export function readHeaderSection(bytes: Uint8Array, offset: number): HeaderSection {
  const text = latin1ToString(bytes);
  const fields: HeaderField[] = [];
  const faults = new Set<string>();
  let start = -1; // of the field being read; -1: none, so far
  let at = 0;
  while (at < text.length) {
    const lineFeed = text.indexOf('\n', at);
    const next = lineFeed < 0 ? text.length : lineFeed + 1;
    if (next - at > MAX_LINE && lineLength(text, at, next) > MAX_LINE) faults.add(HEADER_FAULT.longLine);
    const first = text.charCodeAt(at);
    if (first === 0x20 || first === 0x09) {
      if (start < 0 && fields.length === 0 && at === 0) faults.add(HEADER_FAULT.foldedStart);
    } else {
      if (start >= 0) addField(fields, faults, text, start, at, offset);
      start = at;
    }
    at = next;
  }
  if (start >= 0) addField(fields, faults, text, start, text.length, offset);
  addRepeated(fields, faults);
  return { fields, faults: [...faults] };
}

function addField(
  fields: HeaderField[],
  faults: Set<string>,
  text: string,
  start: number,
  end: number,
  offset: number,
): void {
  const colon = text.indexOf(':', start);
  if (colon < 0 || colon >= end) {
    faults.add(HEADER_FAULT.noColon);
    return;
  }
  const name = text.slice(start, colon);
  if (!FIELD_NAME.test(name)) {
    // A line end before the colon: the line itself has none, the folded one after it does.
    faults.add(name.includes('\n') ? HEADER_FAULT.noColon : HEADER_FAULT.fieldName);
    if (name.includes('\n')) return;
  }
  const trimmed = name.trim();
  const value = text.slice(colon + 1, colon + 1 + lineLength(text, colon + 1, end));
  fields.push({ name: trimmed, lower: trimmed.toLowerCase(), value, start: offset + start, end: offset + end });
}

/** Characters from `start` to `end` without the line end there. */
function lineLength(text: string, start: number, end: number): number {
  let last = end;
  if (last > start && text.charCodeAt(last - 1) === 0x0a) last--;
  if (last > start && last < end && text.charCodeAt(last - 1) === 0x0d) last--;
  return last - start;
}

function addRepeated(fields: readonly HeaderField[], faults: Set<string>): void {
  const seen = new Set<string>();
  for (const { lower } of fields) {
    if (!ONCE.has(lower)) continue;
    if (seen.has(lower)) faults.add(repeatedField(lower));
    seen.add(lower);
  }
}

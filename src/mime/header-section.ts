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
  unended: 'the last header line has no line end',
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
  return new SectionReader(latin1ToString(bytes), offset).read();
}

class SectionReader {
  private readonly text: string;
  private readonly offset: number;
  private readonly fields: HeaderField[] = [];
  private readonly faults = new Set<string>();
  private readonly seen = new Set<string>();
  /** The first colon from the present field on, or beyond it. */
  private colon = -1;

  constructor(text: string, offset: number) {
    this.text = text;
    this.offset = offset;
  }

  read(): HeaderSection {
    const { text, faults } = this;
    let start = -1; // of the field being read
    for (let at = 0, next = 0; at < text.length; at = next) {
      const lineFeed = text.indexOf('\n', at);
      next = lineFeed < 0 ? text.length : lineFeed + 1;
      if (next - at > MAX_LINE && lengthWithoutEnd(text, at, next) > MAX_LINE) faults.add(HEADER_FAULT.longLine);
      const first = text.charCodeAt(at);
      if (first === 0x20 || first === 0x09) {
        if (at === 0) faults.add(HEADER_FAULT.foldedStart);
        continue;
      }
      if (start >= 0) this.addField(start, at);
      start = at;
    }
    if (start >= 0) this.addField(start, text.length);
    if (text !== '' && !text.endsWith('\n')) faults.add(HEADER_FAULT.unended);
    return { fields: this.fields, faults: [...faults] };
  }

  private addField(start: number, end: number): void {
    const { text } = this;
    if (this.colon < start) this.colon = text.indexOf(':', start);
    if (this.colon < 0) this.colon = text.length;
    const name = text.slice(start, Math.min(this.colon, end));
    // When the colon comes only after a fold, the line that should have it has none.
    if (this.colon >= end || name.includes('\n')) {
      this.faults.add(HEADER_FAULT.noColon);
      return;
    }
    if (!FIELD_NAME.test(name)) this.faults.add(HEADER_FAULT.fieldName);
    const trimmed = name.trim();
    const lower = trimmed.toLowerCase();
    if (ONCE.has(lower)) {
      if (this.seen.has(lower)) this.faults.add(repeatedField(lower));
      this.seen.add(lower);
    }
    const from = this.colon + 1;
    const value = text.slice(from, from + lengthWithoutEnd(text, from, end));
    this.fields.push({ name: trimmed, lower, value, start: this.offset + start, end: this.offset + end });
  }
}

/** Characters from `start` to `end` without the line end there. */
function lengthWithoutEnd(text: string, start: number, end: number): number {
  let last = end;
  if (last > start && text.charCodeAt(last - 1) === 0x0a) last--;
  if (last > start && last < end && text.charCodeAt(last - 1) === 0x0d) last--;
  return last - start;
}

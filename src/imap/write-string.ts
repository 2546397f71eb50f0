import { fromUtf8Octets, type OctetText, utf8Octets } from './octet-text.ts';
import type { WireMode } from './wire-mode.ts';

const UNQUOTABLE = /[\0\r\n]/;
const EIGHT_BIT = /[\x80-\xff]/;
const SPECIAL = /["\\]/g;
const ATOM = /^[!#$&'+,\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]+$/;
const NUL = /\0/g;
/** Some clients hold a line of this length at most (RFC 7162 4). */
const LONGEST_QUOTED = 4_096;

/** As quoted string, whatever it holds: the caller knows that it may stand in one. */
export function writeQuoted(text: OctetText): OctetText {
  return text.includes('"') || text.includes('\\') ? `"${text.replace(SPECIAL, '\\$&')}"` : `"${text}"`;
}

/** `{n}` CRLF, `~{n}` CRLF when `binary` (RFC 3516 4.2); `size` octets must follow. */
export function writeLiteralHead(size: number, binary = false): OctetText {
  return `${binary ? '~' : ''}{${size}}\r\n`;
}

/**
 * A string (RFC 9051 4.3): quoted where it can be, else a literal. Octets above 127 stand in a quoted string only when the client
 * asked for UTF-8, and it is UTF-8. NUL stands nowhere, and becomes `?`.
 */
export function writeString(text: OctetText, mode: WireMode): OctetText {
  if (text.length <= LONGEST_QUOTED && !UNQUOTABLE.test(text)) {
    if (!EIGHT_BIT.test(text) || (mode.utf8 && fromUtf8Octets(text) !== undefined)) return writeQuoted(text);
  }
  return `${writeLiteralHead(text.length)}${text.replace(NUL, '?')}`;
}

/** A string, or NIL. */
export function writeNstring(text: OctetText | null | undefined, mode: WireMode): OctetText {
  return text === null || text === undefined ? 'NIL' : writeString(text, mode);
}

/** An astring: as atom where that is possible (RFC 9051 9); `NIL` is quoted, lest it be misread. */
export function writeAstring(text: OctetText, mode: WireMode): OctetText {
  return ATOM.test(text) && text.toUpperCase() !== 'NIL' ? text : writeString(text, mode);
}

/** Flags as they are, in parentheses. */
export function writeFlags(flags: readonly string[]): OctetText {
  return `(${flags.join(' ')})`;
}

/** Unicode as a string: for what is not octets of a message, such as PREVIEW (RFC 8970) or an identifier (RFC 4314). */
export function writeText(text: string | null | undefined, mode: WireMode): OctetText {
  return writeNstring(typeof text === 'string' ? utf8Octets(text) : text, mode);
}

import { decodeModifiedUtf7, encodeModifiedUtf7 } from '#mime';
import { fromUtf8Octets, type OctetText, utf8Octets } from './octet-text.ts';
import type { WireMode } from './wire-mode.ts';
import { writeAstring } from './write-string.ts';

const INBOX = /^inbox(?=\/|$)/i;
const CONTROL = /\p{Cc}|[\u2028\u2029]/u;

/** A mailbox name (Unicode) as this client reads it: modified UTF-7, or UTF-8 when it asked for that. */
export function writeMailbox(name: string, mode: WireMode): OctetText {
  return writeAstring(mode.utf8 ? utf8Octets(name) : encodeModifiedUtf7(name), mode);
}

/**
 * The Unicode of a mailbox name or LIST pattern: NFC, `INBOX` in capitals however it is written (RFC 9051 5.1). Undefined for
 * bad UTF-8 or modified UTF-7, and for control characters and line separators (RFC 5198 2).
 */
export function readMailbox(octets: OctetText, mode: WireMode): string | undefined {
  const name = mode.utf8 ? fromUtf8Octets(octets) : decodeModifiedUtf7(octets);
  if (name === undefined || CONTROL.test(name)) return undefined;
  return name.normalize('NFC').replace(INBOX, 'INBOX');
}

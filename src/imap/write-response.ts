import type { OctetText } from './octet-text.ts';
import { writeSequenceSet } from './sequence-set.ts';
import { writeFlags } from './write-string.ts';

export type ResponseStatus = 'OK' | 'NO' | 'BAD' | 'BYE' | 'PREAUTH';

/** Text of a response for people: one line of ASCII (RFC 9051 9, resp-text). */
const UNPRINTABLE = /[^\x20-\x7e]+/g;

/** `A1 OK [code] text`; the tag `*` makes it untagged (RFC 9051 7.1). */
export function writeStatusLine(tag: string, status: ResponseStatus, text: string, code?: string): OctetText {
  // A text that begins with a bracket would be read as a code.
  const shown = text.replace(UNPRINTABLE, '?').replace(/^\[/, '(') || '-';
  return `${tag} ${status} ${code === undefined ? '' : `[${code}] `}${shown}\r\n`;
}

/** `+ text`: go on (RFC 9051 7.6). For AUTHENTICATE the text is base64. */
export function writeContinuation(text: string): OctetText {
  return `+ ${text}\r\n`;
}

/** `* CAPABILITY`, `* ENABLED`, `* FLAGS`…: the words as they are. */
export function writeUntagged(...words: readonly string[]): OctetText {
  return `* ${words.join(' ')}\r\n`;
}

/** Response codes with arguments, as they stand in the brackets. */
export const responseCode = {
  capability: (names: readonly string[]) => `CAPABILITY ${names.join(' ')}`,
  /** With `\*` where new keywords may be made. */
  permanentFlags: (flags: readonly string[]) => `PERMANENTFLAGS ${writeFlags(flags)}`,
  uidNext: (uid: number) => `UIDNEXT ${uid}`,
  uidValidity: (value: number) => `UIDVALIDITY ${value}`,
  unseen: (number: number) => `UNSEEN ${number}`,
  highestModseq: (modseq: number) => `HIGHESTMODSEQ ${modseq}`,
  /** RFC 8474 4. */
  mailboxId: (id: string) => `MAILBOXID (${id})`,
  /** RFC 4315 3. */
  appendUid: (uidValidity: number, uid: number) => `APPENDUID ${uidValidity} ${uid}`,
  copyUid: (copied: { uidValidity: number; sources: readonly number[]; uids: readonly number[] }) =>
    `COPYUID ${copied.uidValidity} ${writeSequenceSet(copied.sources)} ${writeSequenceSet(copied.uids)}`,
  /** RFC 7162 3.1.3; numbers or UIDs as the command had them. */
  modified: (set: string) => `MODIFIED ${set}`,
} as const;

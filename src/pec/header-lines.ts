import { encodeHeader } from '#mime';
import type { Instant, Issuer } from './facts.ts';
import { rfc5322Date } from './legal-time.ts';
import { HEADER, PER_CONTO_DI } from './wire.ts';

/**
 * A value that came from outside made fit for a header field: no control characters, so that nobody adds fields of his own,
 * and ASCII only.
 */
export function headerSafe(text: string): string {
  return text.replace(/[^\u0020-\u007e]/gu, '?');
}

/**
 * `Name: value` CRLF. Ids and addresses stay on one line, since many readers do not unfold them; a second line only where the
 * limit of 998 octets would be passed (RFC 5322 2.1.1).
 */
export function line(name: string, value: string): string {
  const safe = headerSafe(value);
  return name.length + 2 + safe.length > 998 ? `${name}:\r\n ${safe}\r\n` : `${name}: ${safe}\r\n`;
}

/** Prefix and decoded original subject, encoded again as UTF-8 where needed (spec 4.4; T38). */
export function subjectLine(prefix: string, subject: string | undefined): string {
  if (subject === undefined || subject === '') return `Subject: ${prefix}\r\n`;
  return encodeHeader('Subject', prefix + oneLine(subject));
}

/** Control characters (a line end hidden in an encoded word) become blanks. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** `"Per conto di: S" <P>`: the sender's address, never a name (DM annex 6.3.4; T33). */
export function onBehalfLine(sender: string, issuer: Issuer): string {
  const quoted = headerSafe(PER_CONTO_DI + sender).replace(/["\\]/g, '\\$&');
  return line('From', `"${quoted}" <${issuer.serviceAddress}>`);
}

/** Date, Message-ID and, when the client had set one, X-Riferimento-Message-ID (spec 3.7; T28, T29). */
export function identityLines(messageId: string, at: Instant, msgid: string | undefined): string {
  return riferimentoLine(msgid) + line('Message-ID', `<${messageId}>`) + line('Date', rfc5322Date(at));
}

export function riferimentoLine(msgid: string | undefined): string {
  return msgid === undefined || msgid === '' ? '' : line(HEADER.riferimento, msgid);
}

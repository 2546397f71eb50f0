import { ascii, encodeBase64, encodeQuotedPrintable } from '#mime';

const encoder = new TextEncoder();
/** RFC 5322 2.1.1: lines of at most 78 characters; what is longer is encoded. */
const MAX_LINE = 78;

/**
 * A text part, header and body, its lines ended by CRLF and the last one too: as it stands where that is safe on any way, else
 * quoted-printable, or base64 where most of it is not ASCII. Never flowed: what a reader sees is what was written.
 */
export function textPart(subtype: 'plain' | 'html', text: string): string {
  const lines = canonicalText(text);
  const octets = encoder.encode(lines);
  const isAscii = octets.length === lines.length;
  const charset = isAscii ? 'us-ascii' : 'UTF-8';
  const [encoding, body] = encoded(lines, octets, isAscii);
  return `Content-Type: text/${subtype}; charset=${charset}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;
}

function encoded(lines: string, octets: Uint8Array, isAscii: boolean): readonly [encoding: string, body: string] {
  if (isAscii && isSafe(lines)) return ['7bit', lines];
  let high = 0;
  for (const octet of octets) if (octet > 0x7e) high++;
  return high * 6 > octets.length
    ? ['base64', encodeBase64(octets)]
    : ['quoted-printable', encodeQuotedPrintable(octets)];
}

/** Nothing on the way changes it: no long line, no dot or `From ` at the start of one, no blank at its end. */
function isSafe(lines: string): boolean {
  return lines.split('\r\n').every((line) => line.length <= MAX_LINE && !/^(\.|From )|[ \t]$/.test(line));
}

/** Line ends as CRLF, one at the end, and no control characters but tabs. */
export function canonicalText(text: string): string {
  const lines = text
    .toWellFormed()
    .replace(/\r\n|\r|\n|\u2028|\u2029/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .replace(/\n/g, '\r\n');
  return lines.endsWith('\r\n') || lines === '' ? lines : `${lines}\r\n`;
}

/** Small octets as the lines of a part. */
export function base64Body(octets: Uint8Array): Uint8Array {
  return ascii(encodeBase64(octets));
}

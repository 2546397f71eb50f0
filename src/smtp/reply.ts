import type { SmtpReply } from './handlers.ts';

const MAX_LINE = 400;
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * A reply as it goes on the wire, each line with its enhanced code (RFC 2034 4): ASCII only, since SMTPUTF8 is not offered, and
 * short enough for the 512 octets of RFC 5321 4.5.3.1.5.
 */
export function writeReply({ code, enhanced, text }: SmtpReply): string {
  if (text.length <= MAX_LINE && PLAIN.test(text)) return `${code} ${enhanced} ${text.trim()}\r\n`;
  return writeLines(
    code,
    breakLines(toAscii(text)).map((line) => `${enhanced} ${line}`),
  );
}

/** A reply of lines that bear no enhanced code: greeting, EHLO, and the 3xx (RFC 2034 4). */
export function writeLines(code: number, lines: readonly string[]): string {
  return lines.map((line, at) => `${code}${at < lines.length - 1 ? '-' : ' '}${line}\r\n`).join('');
}

function toAscii(text: string): string {
  // Accents are dropped, as an Italian reader expects where they cannot be written.
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '');
  return bare.replace(/[\t\r\n]+/g, ' ').replace(/[^\x20-\x7e]/g, '?');
}

function breakLines(text: string): string[] {
  const lines: string[] = [];
  let rest = text.trim();
  while (rest.length > MAX_LINE) {
    const space = rest.lastIndexOf(' ', MAX_LINE);
    const at = space > 0 ? space : MAX_LINE;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  lines.push(rest);
  return lines;
}

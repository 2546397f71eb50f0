import type { SmtpReply } from './types.ts';

const MAX_LINE = 400;

/**
 * The text of a reply as lines, each with its enhanced code (RFC 2034 4): ASCII only, since SMTPUTF8 is not offered, and short
 * enough for the 512 octets of RFC 5321 4.5.3.1.5.
 */
export function replyLines(reply: SmtpReply): string[] {
  return breakLines(toAscii(reply.text)).map((line) => `${reply.enhanced} ${line}`);
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

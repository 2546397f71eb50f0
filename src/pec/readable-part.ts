import { encodeQuotedPrintable, toLatin1 } from '#mime';

/** What people read in a generated message: a title and paragraphs of lines, in Italian (texts.ts). */
export interface ReadableText {
  readonly title: string;
  readonly paragraphs: readonly (readonly string[])[];
}

/**
 * multipart/alternative of text/plain and text/html with the same data, ISO-8859-1, quoted-printable (RFC 6109 4.3.1; T47).
 * The HTML refers to nothing, inside or outside, and carries no style and no active content (T48).
 */
export function readablePart(text: ReadableText, boundary: string): string {
  return (
    `Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n` +
    `--${boundary}\r\n${leaf('text/plain', plain(text))}\r\n` +
    `--${boundary}\r\n${leaf('text/html', html(text))}\r\n` +
    `--${boundary}--\r\n`
  );
}

/** The text/plain form, before encoding. */
export function plain(text: ReadableText): string {
  return `${[[text.title], ...text.paragraphs].map((lines) => lines.join('\r\n')).join('\r\n\r\n')}\r\n`;
}

/** The text/html form, before encoding. */
export function html(text: ReadableText): string {
  const title = escapeHtml(text.title);
  const body = text.paragraphs.map((lines) => `<p>${lines.map(escapeHtml).join('<br>\r\n')}</p>\r\n`).join('');
  return (
    `<!DOCTYPE html>\r\n<html lang="it">\r\n<head><title>${title}</title></head>\r\n` +
    `<body>\r\n<h3>${title}</h3>\r\n${body}</body>\r\n</html>\r\n`
  );
}

function leaf(type: string, content: string): string {
  const encoded = encodeQuotedPrintable(toLatin1(withinLatin1(content)));
  return `Content-Type: ${type}; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${encoded}`;
}

/** Characters outside Latin-1 become one `?` each, C1 controls too; the full value stands in the XML (spec 5.4). */
function withinLatin1(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, '?');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ESCAPES[c]!);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

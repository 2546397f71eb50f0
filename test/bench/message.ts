const BODIES = new Map<number, string>();
const LINE = `${'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0'.slice(0, 76)}\r\n`;

/** A plain message with a body of lines as attachments have them. */
export function composed(from: string, to: string, number: number, bodyBytes: number): Buffer {
  let body = BODIES.get(bodyBytes);
  if (body === undefined) {
    body = LINE.repeat(Math.max(1, Math.ceil(bodyBytes / LINE.length)));
    BODIES.set(bodyBytes, body);
  }
  return Buffer.from(header(from, to, number) + body, 'latin1');
}

export function header(from: string, to: string, number: number): string {
  return (
    `From: ${from}\r\nTo: ${to}\r\nSubject: Misura ${number}\r\nMessage-ID: <bench.${number}.${Date.now()}@bench.example>\r\n` +
    'Date: Sun, 22 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n'
  );
}

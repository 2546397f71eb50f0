import { decodeText, field, indexMime } from '#mime';
import { type Daticert, type PecMessage, readMessage } from '#pec';

/** A plain submission. `header`: further fields, each with its CRLF. */
export function letter(
  from: string,
  to: readonly string[],
  subject: string,
  options: { readonly header?: string; readonly body?: string; readonly cc?: readonly string[] } = {},
): string {
  const { header = '', body = 'Buongiorno.\r\n', cc } = options;
  const copies = cc === undefined ? '' : `Cc: ${cc.join(', ')}\r\n`;
  return (
    `From: ${from}\r\nTo: ${to.join(', ')}\r\n${copies}Subject: ${subject}\r\nDate: Sun, 22 Nov 2026 10:00:00 +0100\r\n` +
    `Message-ID: <${subject.replaceAll(/[^A-Za-z0-9]/g, '.')}@client.example>\r\nMIME-Version: 1.0\r\n${header}\r\n${body}`
  );
}

/** A received message, read. */
export interface Read {
  readonly bytes: Uint8Array;
  readonly pec: PecMessage;
  readonly number: PecMessage['number'];
  readonly daticert: Daticert | undefined;
  readonly at: number | undefined;
  header(name: string): string;
  /** The octets of postacert.eml. */
  original(): Buffer;
}

export async function read(bytes: Uint8Array): Promise<Read> {
  const pec = await readMessage(bytes);
  const { root } = indexMime(bytes);
  const daticert = pec.daticert?.ok ? pec.daticert : undefined;
  return {
    bytes,
    pec,
    number: pec.number,
    daticert: daticert?.value,
    at: daticert?.at,
    header: (name) => decodeText(field(root, name)?.value ?? ''),
    original() {
      if (pec.original === undefined) throw new Error('there is no postacert.eml');
      return Buffer.from(bytes.subarray(pec.original.start, pec.original.end));
    },
  };
}

export async function readAll(messages: readonly Uint8Array[]): Promise<readonly Read[]> {
  return await Promise.all(messages.map(read));
}

/** `M1 M11`: what has come, in order. */
export function numbersOf(messages: readonly Read[]): string {
  return messages.map(({ number }) => number).join(' ');
}

import { ascii, concat, decodeText, encodeHeader, field, indexMime, type MimeIndex, toLatin1 } from '#mime';
import { type Daticert, type PecMessage, readMessage, rfc5322Date } from '#pec';
import type { Blobs, Store } from '#ports';

/** What a mail program writes. */
export interface Letter {
  readonly from: string;
  readonly to?: readonly string[] | string;
  readonly cc?: readonly string[] | string;
  /** RCPT TO; left out: To and Cc. */
  readonly rcpt?: readonly string[] | string;
  /** MAIL FROM; left out: From. */
  readonly mailFrom?: string;
  readonly subject?: string;
  readonly body?: string;
  /** Further fields; an empty value leaves out a field that would else be written. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole message as it stands; nothing else of the letter but the transaction is looked at. */
  readonly raw?: Uint8Array | string;
}

const listed = (value: readonly string[] | string | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** The transaction of a letter. */
export function transactionOf(letter: Letter): { readonly mailFrom: string; readonly recipients: readonly string[] } {
  const recipients = letter.rcpt === undefined ? [...listed(letter.to), ...listed(letter.cc)] : listed(letter.rcpt);
  return { mailFrom: letter.mailFrom ?? letter.from, recipients };
}

/** The octets of a letter. `messageId` and `at` come from the world, so that a seed decides them. */
export function writeLetter(letter: Letter, messageId: string, at: number): Uint8Array {
  const { raw, subject = 'Prova', body = 'Buongiorno.\r\n', headers = {} } = letter;
  if (raw !== undefined) return typeof raw === 'string' ? toLatin1(raw) : raw;
  const fields: Record<string, string> = {
    From: letter.from,
    To: listed(letter.to).join(', '),
    Cc: listed(letter.cc).join(', '),
    Date: rfc5322Date(at),
    'Message-ID': `<${messageId}>`,
    'MIME-Version': '1.0',
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => (value === '' ? '' : `${name}: ${value}\r\n`));
  return concat([ascii(lines.join('')), ascii(encodeHeader('Subject', subject)), ascii('\r\n'), toLatin1(body)]);
}

/** One message as a mailbox or a sink holds it, read. */
export interface Found {
  readonly number: PecMessage['number'];
  readonly subject: string;
  readonly daticert: Daticert | undefined;
  readonly message: PecMessage;
  readonly index: MimeIndex;
  readonly bytes: Uint8Array;
  /** latin1, for regular expressions. */
  readonly text: string;
  /** Absent outside mailboxes. */
  readonly at?: number;
  readonly storedId?: string;
  readonly flags?: readonly string[];
}

export async function readFound(bytes: Uint8Array): Promise<Found> {
  const message = await readMessage(bytes);
  const index = indexMime(bytes);
  return {
    number: message.number,
    subject: decodeText(field(index.root, 'subject')?.value ?? ''),
    daticert: message.daticert?.ok ? message.daticert.value : undefined,
    message,
    index,
    bytes,
    text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'),
  };
}

const MAX_BYTES = 200_000_000;

/** Everything in a folder, oldest first. */
export async function readFolder(
  { store, blobs }: { readonly store: Store; readonly blobs: Blobs },
  mailbox: string,
  folder: string,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const item of await store.items(mailbox, folder)) {
    const message = await store.message(item.messageId);
    if (message === undefined) throw new Error(`the message ${item.messageId} in ${mailbox} is not stored`);
    const bytes = await blobs.bytes(message.rope, MAX_BYTES);
    found.push({ ...(await readFound(bytes)), at: item.internalDate, storedId: item.messageId, flags: item.flags });
  }
  return found;
}

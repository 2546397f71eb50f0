import { charsetDecoder } from './charset-stream.ts';
import { decodeText } from './decode-text.ts';
import { envelopeAddresses } from './envelope-addresses.ts';
import type { MessageTree } from './message-summary.ts';
import { messageTreeOf, type ReadOctets } from './message-tree.ts';
import { concat } from './octets.ts';
import type { MimePart } from './part.ts';
import { decodedOctets, isKnownEncoding } from './transfer-stream.ts';
import { XmlText } from './xml-text.ts';

/** An encoded attached message of more octets is not looked into. */
const MAX_ENCODED_MESSAGE = 1024 * 1024;
/** Encoded messages in one another. */
const MAX_ENCODED_DEPTH = 4;
const FOLD = /\r?\n[ \t]+/g;
const LINE_ENDS = /[\r\n]+/g;
const ADDRESS_FIELDS: ReadonlySet<string> = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'bcc']);
/** Quoting, comments or spaces make such an address look other than ENVELOPE tells it. */
const WRITTEN_ODDLY = /[\\(]|[ \t"]@|@[ \t]/;

/**
 * The fields of a header section, a line each: `lower-name: value`, unfolded, encoded words and charsets decoded. Where addresses are
 * written oddly, they stand behind the value once more as ENVELOPE tells them: that is where FROM, TO, CC, BCC look (RFC 9051 6.4.4).
 */
export function headerText(part: MimePart): string {
  let text = '';
  for (const { lower, value } of part.fields) {
    const unfolded = value.replace(FOLD, ' ');
    const plainly = ADDRESS_FIELDS.has(lower) && WRITTEN_ODDLY.test(unfolded) ? plainAddresses(unfolded) : '';
    // A line end that was hidden in an encoded word must not pass for a field.
    text += `${lower}: ${(decodeText(unfolded) + plainly).replace(LINE_ENDS, ' ')}\n`;
  }
  return text;
}

function plainAddresses(value: string): string {
  let text = '';
  for (const { name, mailbox, host } of envelopeAddresses(value)) {
    if (host !== null) text += ` ${decodeText(name ?? '')} <${mailbox}@${host}>`;
  }
  return text;
}

/**
 * What BODY looks into (RFC 9051 6.4.4), in pieces: the decoded text of all text parts (of HTML its source) and what is said in XML, the
 * headers of parts and of attached messages, file names. Attached messages are descended into, encoded ones up to 1 MiB. Holds one piece at a time.
 */
export async function* bodyText(tree: MessageTree, read: ReadOctets, encodedDepth = 0): AsyncGenerator<string> {
  const { part, children, message } = tree;
  if (part.fileName !== undefined) yield `${part.fileName}\n`;
  if (children.length > 0) {
    for (const child of children) {
      yield headerText(child.part);
      yield* bodyText(child, read, encodedDepth);
    }
  } else if (message !== undefined) {
    yield headerText(message.part);
    yield* bodyText(message, read, encodedDepth);
  } else if (part.contentType.type === 'message/rfc822' || part.contentType.type === 'message/global') {
    if (encodedDepth < MAX_ENCODED_DEPTH) yield* encodedMessage(part, read, encodedDepth + 1);
  } else if (isText(part.contentType.type)) {
    yield* partText(part, read);
    yield '\n';
  } else if (XML.test(part.contentType.type)) {
    const xml = new XmlText();
    for await (const text of partText(part, read)) yield xml.push(text);
    yield '\n';
  }
}

/** `daticert.xml` and invoices: RFC 7303 3, 4.2. */
const XML = /^application\/(?:[^/]+\+)?xml$/;

/** A multipart in which no part was found is shown as text, so it is searched as text. */
function isText(type: string): boolean {
  return type.startsWith('text/') || type.startsWith('message/') || type.startsWith('multipart/');
}

async function* partText(part: MimePart, read: ReadOctets): AsyncGenerator<string> {
  const decoder = charsetDecoder(part.contentType.params.get('charset') ?? '');
  for await (const octets of decodedOctets(read(part.bodyStart, part.end), part.encoding)) yield decoder.push(octets);
  yield decoder.end();
}

async function* encodedMessage(part: MimePart, read: ReadOctets, depth: number): AsyncGenerator<string> {
  if (part.end - part.bodyStart > MAX_ENCODED_MESSAGE || !isKnownEncoding(part.encoding)) return;
  const pieces: Uint8Array[] = [];
  for await (const octets of decodedOctets(read(part.bodyStart, part.end), part.encoding)) pieces.push(octets.slice());
  const bytes = concat(pieces);
  const tree = messageTreeOf(bytes);
  yield headerText(tree.part);
  yield* bodyText(tree, (start, end) => inMemory(bytes.subarray(start, end)), depth);
}

async function* inMemory(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

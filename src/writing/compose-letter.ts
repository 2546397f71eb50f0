import { ascii, encodeHeader, type Rope, type RopePiece } from '#mime';
import { type Instant, type ReceiptType, rfc5322Date, wire } from '#pec';
import {
  addressField,
  attachedType,
  cleanLine,
  fileNameParameter,
  fromField,
  messageIdField,
  nameParameter,
} from './header-fields.ts';
import { textPart } from './text-part.ts';

/** A part whose octets are there already, encoded as they go. */
export interface ReadyPart {
  readonly name: string;
  readonly type: string;
  /** `base64`: lines ended by CRLF. `7bit`, `8bit`: a whole message, exactly as it is. */
  readonly encoding: 'base64' | 'quoted-printable' | '7bit' | '8bit';
  readonly rope: Rope;
  /** Of a text. */
  readonly charset?: string;
  /** Shown in the HTML under this Content-ID. */
  readonly cid?: string;
}

export interface Composition {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo?: string;
  readonly subject: string;
  readonly receiptType: ReceiptType;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  readonly text: string;
  /** Clean. */
  readonly html?: string;
  readonly parts: readonly ReadyPart[];
  readonly at: Instant;
  /** Without angle brackets. */
  readonly messageId: string;
  /** Unique letters and digits, for the boundaries. */
  readonly seed: string;
}

/**
 * A letter as the octets of RFC 5322 that are handed in: the same for the same composition, octet by octet. What is attached is named, not
 * copied. No Bcc, since certified mail cannot have it (RFC 6109 3.1.1). Throws RangeError on an address that is none.
 */
export function composeLetter(letter: Composition): Rope {
  if (!/^[A-Za-z0-9]{1,48}$/.test(letter.seed)) throw new RangeError('the seed must be letters and digits');
  const writer = new RopeWriter();
  writer.text(headerOf(letter));
  const inline = letter.html === undefined ? [] : letter.parts.filter(({ cid }) => cid !== undefined);
  const attached = letter.parts.filter((part) => !inline.includes(part));
  if (attached.length === 0) writeBody(letter, inline, writer);
  else {
    const boundary = `----=_x_${letter.seed}`;
    const eightBit = letter.parts.some(({ encoding }) => encoding === '8bit');
    writer.text(multipart('mixed', boundary, eightBit));
    writer.text(`--${boundary}\r\n`);
    writeBody(letter, inline, writer);
    for (const part of attached) {
      writer.delimiter(boundary);
      writePart(part, 'attachment', writer);
    }
    writer.end(boundary);
  }
  return writer.rope();
}

function headerOf(letter: Composition): string {
  const { from, to, cc, replyTo, receiptType, inReplyTo, references = [] } = letter;
  return (
    `Date: ${rfc5322Date(letter.at)}\r\n` +
    fromField(from.name, from.address) +
    (to.length > 0 ? addressField('To', to) : '') +
    (cc.length > 0 ? addressField('Cc', cc) : '') +
    (replyTo === undefined ? '' : addressField('Reply-To', [replyTo])) +
    encodeHeader('Subject', cleanLine(letter.subject)) +
    `Message-ID: <${letter.messageId}>\r\n` +
    (inReplyTo === undefined ? '' : messageIdField('In-Reply-To', [inReplyTo])) +
    messageIdField('References', references) +
    `${wire.HEADER.tipoRicevuta}: ${receiptType}\r\n` +
    'MIME-Version: 1.0\r\n'
  );
}

/** text, or alternative{text, html}, or alternative{text, related{html, images}}. */
function writeBody({ text, html, seed }: Composition, inline: readonly ReadyPart[], writer: RopeWriter): void {
  if (html === undefined) {
    writer.text(textPart('plain', text));
    return;
  }
  const alternative = `----=_a_${seed}`;
  writer.text(`${multipart('alternative', alternative, false)}--${alternative}\r\n${textPart('plain', text)}`);
  writer.delimiter(alternative);
  if (inline.length === 0) writer.text(textPart('html', html));
  else {
    const related = `----=_r_${seed}`;
    writer.text(`${multipart('related', related, false, 'text/html')}--${related}\r\n${textPart('html', html)}`);
    for (const part of inline) {
      writer.delimiter(related);
      writePart(part, 'inline', writer);
    }
    writer.end(related);
  }
  writer.end(alternative);
}

function multipart(subtype: string, boundary: string, eightBit: boolean, type?: string): string {
  return (
    `Content-Type: multipart/${subtype}; boundary="${boundary}"${type === undefined ? '' : `;\r\n type="${type}"`}\r\n` +
    `${eightBit ? 'Content-Transfer-Encoding: 8bit\r\n' : ''}\r\n`
  );
}

function writePart(part: ReadyPart, how: 'attachment' | 'inline', writer: RopeWriter): void {
  const { name, encoding, rope, cid } = part;
  writer.text(
    `Content-Type: ${typeOf(part)}${nameParameter(name)}\r\n` +
      `Content-Transfer-Encoding: ${encoding}\r\n` +
      (cid === undefined ? '' : `Content-ID: <${cid}>\r\n`) +
      `Content-Disposition: ${how}${fileNameParameter(name)}\r\n\r\n`,
  );
  writer.octets(rope);
}

function typeOf({ type, encoding, charset }: ReadyPart): string {
  if (encoding === '7bit' || encoding === '8bit') return 'message/rfc822';
  const plain = attachedType(type);
  return charset !== undefined && /^[A-Za-z0-9._:+-]{1,40}$/.test(charset) && plain.startsWith('text/')
    ? `${plain}; charset=${charset}`
    : plain;
}

/** Gathers text, so that a rope has a piece only where octets are named. */
class RopeWriter {
  readonly #pieces: RopePiece[] = [];
  #text = '';
  /** What was written last ends with CRLF: that one then is the delimiter's own. */
  #endsLine = false;

  text(text: string): void {
    if (text === '') return;
    this.#text += text;
    this.#endsLine = this.#text.endsWith('\r\n');
  }

  octets(rope: Rope): void {
    this.#flush();
    this.#pieces.push(...rope);
    this.#endsLine = false;
  }

  delimiter(boundary: string): void {
    this.#parted();
    this.text(`--${boundary}\r\n`);
  }

  end(boundary: string): void {
    this.#parted();
    this.text(`--${boundary}--\r\n`);
  }

  rope(): Rope {
    this.#flush();
    return this.#pieces;
  }

  #parted(): void {
    if (!this.#endsLine) this.text('\r\n');
  }

  #flush(): void {
    if (this.#text !== '') this.#pieces.push(ascii(this.#text));
    this.#text = '';
  }
}

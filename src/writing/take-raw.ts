import { Refusal } from '#contract';
import { decodeText, field, fieldsNamed, type MimeIndex, parseAddressList } from '#mime';
import { BlobTooLarge } from '#ports';
import { measureRope } from './measure-rope.ts';
import type { RawMessage } from './send-letter.ts';
import { megabytes } from './uploads.ts';
import type { WritingPorts } from './writing-ports.ts';

/** A message that a program wrote by itself, streamed to the blobs. Its recipients are To and Cc, since there is no envelope to say others. */
export async function takeRaw(
  octets: AsyncIterable<Uint8Array>,
  clientRef: string | undefined,
  ports: Pick<WritingPorts, 'blobs' | 'digests' | 'limits'>,
): Promise<RawMessage> {
  const maxBytes = ports.limits.maxMessageBytes;
  const written = await ports.blobs.write(octets, { maxBytes }).catch((fault) => {
    throw fault instanceof BlobTooLarge ? tooLarge(maxBytes) : fault;
  });
  const message = await measureRope(written.rope, ports);
  if (message === undefined || message.index.bareLineEnd) throw NOT_CLEAN;
  const recipients = recipientsIn(message.index);
  if (recipients.length === 0) throw NO_RECIPIENTS;
  const subject = decodeText(field(message.index.root, 'subject')?.value ?? '').replace(/[\p{Cc}]+/gu, ' ');
  return { message, recipients, subject: subject.slice(0, 900), ...(clientRef !== undefined && { clientRef }) };
}

function recipientsIn({ root }: MimeIndex): readonly string[] {
  const found = new Map<string, string>();
  for (const name of ['to', 'cc']) {
    for (const { value } of fieldsNamed(root, name)) {
      for (const { address } of parseAddressList(value).addresses) {
        if (!found.has(address.toLowerCase())) found.set(address.toLowerCase(), address);
      }
    }
  }
  return [...found.values()];
}

const tooLarge = (max: number) =>
  new Refusal('too-large', 'message-too-large', {
    it: `Il messaggio supera ${megabytes(max)} MB.`,
    en: `The message is over ${megabytes(max)} MB.`,
    de: `Die Nachricht ist größer als ${megabytes(max)} MB.`,
  });
const NOT_CLEAN = new Refusal('invalid', 'not-canonical', {
  it: 'Nel messaggio c’è un CR o un LF da solo, un NUL, o un’intestazione troppo lunga: le righe finiscono con CRLF.',
  en: 'A bare CR, a bare LF or a NUL stands in the message, or its header is too long: lines end in CRLF.',
  de: 'In der Nachricht steht ein einzelnes CR oder LF, ein NUL, oder der Kopf ist zu lang: Zeilen enden mit CRLF.',
});
const NO_RECIPIENTS = new Refusal('invalid', 'no-recipients', {
  it: 'Nei campi To e Cc non c’è nessun indirizzo.',
  en: 'There is no address in To or Cc.',
  de: 'In To und Cc steht keine Adresse.',
});

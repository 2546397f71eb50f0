import { ascii, concat, field, type MimeIndex, type Rope, ropeLength, sliceRope } from '#mime';
import type { EnclosedMessage } from './compose.ts';
import { line, riferimentoLine } from './header-lines.ts';

/** The original as it goes into postacert.eml. */
export interface OriginalParts extends EnclosedMessage {
  /** Of the octets submitted, before the change. */
  readonly index: MimeIndex;
}

/**
 * The submitted message with its Message-ID replaced in place by the PEC msgid (added when the client had set none) and, when
 * there was one, X-Riferimento-Message-ID appended as last header field. Not one other octet changes (RFC 6109 2.2.1, 3.1.5;
 * spec 5.7; T27-T29, T43). `header` holds at least the header section; the body stays a slice of `submitted`.
 */
export function rewriteOriginal(
  submitted: Rope,
  index: MimeIndex,
  header: Uint8Array,
  identificativo: string,
): OriginalParts {
  const fields = index.root.fields;
  const headerEnd = fields.at(-1)?.end ?? 0;
  if (headerEnd > header.length) throw new RangeError('the header section is longer than the octets given');
  const own = field(index.root, 'message-id');
  const msgid = own?.value.replace(/\r\n/g, '').trim();
  const appended = (own ? '' : messageIdLine(identificativo)) + riferimentoLine(msgid);
  const changed = own
    ? [header.subarray(0, own.start), ascii(messageIdLine(identificativo)), header.subarray(own.end, headerEnd)]
    : [header.subarray(0, headerEnd)];
  const head = concat([...changed, ascii(appended)]);
  return {
    rope: [head, ...sliceRope(submitted, headerEnd, ropeLength(submitted))],
    eightBit: index.eightBit,
    index,
  };
}

function messageIdLine(identificativo: string): string {
  return line('Message-ID', `<${identificativo}>`);
}

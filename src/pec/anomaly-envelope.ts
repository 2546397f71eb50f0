import { decodeText, field, latin1ToString, type MimeIndex, type Rope, unfold } from '#mime';
import { compose, type UnsignedMessage } from './compose.ts';
import type { Instant, Issuer } from './facts.ts';
import { line, onBehalfLine, oneLine, subjectLine } from './header-lines.ts';
import { anomalyHeaders } from './inherited-headers.ts';
import { rfc5322Date } from './legal-time.ts';
import { addressesOf } from './original-facts.ts';
import { anomalyText } from './texts.ts';
import { hasField, isEightBit } from './transport-envelope.ts';
import { HEADER, PREFIX, TRASPORTO } from './wire.ts';

/**
 * M6, the anomaly envelope around a message as it came in: readable text and the whole message, no certification data (RFC 6109
 * 3.2.2; spec 9.5; T79, T80). `receivedHeader` holds at least the header section of `received`; `sender` is the reverse path,
 * '' for a bounce; `error` is one of ANOMALY. The Message-ID is inherited; a message that has none gets one of ours.
 */
export function buildAnomalyEnvelope(input: {
  readonly issuer: Issuer;
  readonly at: Instant;
  readonly boundarySeed: string;
  readonly received: Rope;
  readonly receivedIndex: MimeIndex;
  readonly receivedHeader: Uint8Array;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly error: string;
}): UnsignedMessage {
  const { issuer, at, receivedIndex: index } = input;
  const inherited = anomalyHeaders(index, input.receivedHeader);
  const fields = latin1ToString(inherited);
  const inheritedId = unfold(field(index.root, 'message-id')?.value ?? '').trim();
  const messageId = inheritedId === '' ? `anomalia.${input.boundarySeed}@${issuer.domain}` : inheritedId;
  const sender = input.sender || addressesOf(index.root, 'from').addresses[0]?.address || '';
  const subject = oneLine(decodeText(field(index.root, 'subject')?.value ?? '')).trim();
  const header =
    line(HEADER.trasporto, TRASPORTO.errore) +
    (hasField(fields, 'message-id') ? '' : line('Message-ID', `<${messageId}>`)) +
    line('Date', rfc5322Date(at)) +
    subjectLine(PREFIX.anomalia, subject) +
    onBehalfLine(sender, issuer) +
    (sender === '' || hasField(fields, 'reply-to') ? '' : line('Reply-To', sender));
  return compose({
    issuer,
    messageId: messageId.replace(/^<(.*)>$/, '$1'),
    inherited,
    inheritedEightBit: isEightBit(fields),
    header,
    text: anomalyText({ subject, sender, recipients: input.recipients }, at, input.error),
    original: { rope: input.received, eightBit: index.eightBit },
    boundarySeed: input.boundarySeed,
  });
}

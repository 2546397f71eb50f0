import type { EnvelopeAddress, MessageEnvelope } from '#mime';
import type { OctetText } from './octet-text.ts';
import type { WireMode } from './wire-mode.ts';
import { writeNstring } from './write-string.ts';

/** ENVELOPE (RFC 9051 7.5.2): raw header texts; what is above 127 goes as the octets it is, see `writeString`. */
export function writeEnvelope(envelope: MessageEnvelope, mode: WireMode): OctetText {
  const { from, sender, replyTo } = envelope;
  const parts = [
    writeNstring(envelope.date, mode),
    writeNstring(envelope.subject, mode),
    writeAddresses(from, mode),
    // Absent or empty, they are those of From.
    writeAddresses(sender.length > 0 ? sender : from, mode),
    writeAddresses(replyTo.length > 0 ? replyTo : from, mode),
    writeAddresses(envelope.to, mode),
    writeAddresses(envelope.cc, mode),
    writeAddresses(envelope.bcc, mode),
    writeNstring(envelope.inReplyTo, mode),
    writeNstring(envelope.messageId, mode),
  ];
  return `(${parts.join(' ')})`;
}

function writeAddresses(addresses: readonly EnvelopeAddress[], mode: WireMode): OctetText {
  if (addresses.length === 0) return 'NIL';
  let text = '(';
  for (const { name, route, mailbox, host } of addresses) {
    text += `(${[name, route, mailbox, host].map((part) => writeNstring(part, mode)).join(' ')})`;
  }
  return `${text})`;
}

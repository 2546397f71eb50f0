import { decodeText, type EnvelopeAddress, type MessageSummary } from '#mime';
import { baseSubject } from './base-subject.ts';
import type { SortKey } from './query.ts';

/** What sorting and threading know of a message; given in the order of sequence numbers. */
export interface SortableMessage {
  readonly uid: number;
  /** INTERNALDATE, milliseconds. */
  readonly arrival: number;
  readonly size: number;
  readonly summary: MessageSummary;
}

/** What is compared of each message, by index: all numbers, or all texts. */
interface Column {
  readonly values: readonly (string | number)[];
  readonly sign: 1 | -1;
}

/** UIDs in the order asked for (RFC 5256 3, RFC 5957); equals stay in the order given, whatever is reversed. */
export function sortMessages(messages: readonly SortableMessage[], order: readonly SortKey[]): number[] {
  const columns = order.map(({ by, reverse }): Column => {
    return { values: messages.map((message) => sortValue(message, by)), sign: reverse ? -1 : 1 };
  });
  const indexes = messages.map((_, index) => index);
  indexes.sort((a, b) => {
    for (const { values, sign } of columns) {
      const [left, right] = [values[a]!, values[b]!];
      if (left !== right) return left < right ? -sign : sign;
    }
    return a - b;
  });
  return indexes.map((index) => messages[index]!.uid);
}

/** RFC 5256 2.2: the Date field, else when the message arrived. */
export function sentDate({ summary, arrival }: SortableMessage): number {
  return summary.sentAt ?? arrival;
}

/** The form in which texts are ordered, much as i;unicode-casemap has it (RFC 5051): capitals, taken apart, by code. */
export function collationKey(text: string): string {
  const capitals = text.toUpperCase();
  return PLAIN.test(capitals) ? capitals : capitals.normalize('NFKD');
}

const PLAIN = /^[\0-\x7f]*$/;

function sortValue(message: SortableMessage, by: SortKey['by']): string | number {
  const { envelope } = message.summary;
  switch (by) {
    case 'ARRIVAL':
      return message.arrival;
    case 'SIZE':
      return message.size;
    case 'DATE':
      return sentDate(message);
    case 'SUBJECT':
      return collationKey(baseSubject(decodeText(envelope.subject ?? '')).base);
    case 'FROM':
      return collationKey(decodeText(envelope.from[0]?.mailbox ?? ''));
    case 'TO':
      return collationKey(decodeText(envelope.to[0]?.mailbox ?? ''));
    case 'CC':
      return collationKey(decodeText(envelope.cc[0]?.mailbox ?? ''));
    case 'DISPLAYFROM':
      return collationKey(displayed(envelope.from[0]));
    case 'DISPLAYTO':
      return collationKey(displayed(envelope.to[0]));
  }
}

/** RFC 5957 3. An empty host stands for one that is missing. */
function displayed(address: EnvelopeAddress | undefined): string {
  if (address === undefined) return '';
  const name = decodeText(address.name ?? '');
  if (name !== '') return name;
  const mailbox = decodeText(address.mailbox ?? '');
  return address.host ? `${mailbox}@${decodeText(address.host)}` : mailbox;
}

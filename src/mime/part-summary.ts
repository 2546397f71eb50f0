import { rawText, trimSpaces, unfold } from './decode-text.ts';
import { envelopeAddresses } from './envelope-addresses.ts';
import type { EnvelopeAddress, MessageEnvelope, MessageTree, PartSummary } from './message-summary.ts';
import { parseStructured } from './parameters.ts';
import { field, fieldsNamed, type MimePart } from './part.ts';

/** The envelope of a message from its header fields (RFC 9051 7.5.2). */
export function envelopeOf(part: MimePart): MessageEnvelope {
  const from = addressesOf(part, 'from');
  const sender = addressesOf(part, 'sender');
  const replyTo = addressesOf(part, 'reply-to');
  return {
    ...rawField(part, 'date', 'date'),
    ...rawField(part, 'subject', 'subject'),
    from,
    sender: sender.length > 0 ? sender : from,
    replyTo: replyTo.length > 0 ? replyTo : from,
    to: addressesOf(part, 'to'),
    cc: addressesOf(part, 'cc'),
    bcc: addressesOf(part, 'bcc'),
    ...rawField(part, 'in-reply-to', 'inReplyTo'),
    ...rawField(part, 'message-id', 'messageId'),
  };
}

/** What BODYSTRUCTURE tells of a part and of all in it. */
export function summarizePart(tree: MessageTree): PartSummary {
  const { part, lines, children, message } = tree;
  const [type, subtype] = typeOf(tree);
  const disposition = field(part, 'content-disposition');
  const language = field(part, 'content-language');
  return {
    type,
    subtype,
    params: typeParams(part),
    ...rawField(part, 'content-id', 'id'),
    ...rawField(part, 'content-description', 'description'),
    encoding: withoutNul(part.encoding) || '7bit',
    size: part.end - part.bodyStart,
    lines,
    ...rawField(part, 'content-md5', 'md5'),
    ...(disposition && { disposition: dispositionOf(disposition.value) }),
    ...(language && { language: languagesOf(language.value) }),
    ...rawField(part, 'content-location', 'location'),
    children: children.map(summarizePart),
    ...(message && { message: { envelope: envelopeOf(message.part), structure: summarizePart(message) } }),
    at: [part.start, part.bodyStart, part.end],
  };
}

/** RFC 2046 5.2.1 forbids an attached message to be encoded: then it is told as any encoded octets are (RFC 2045 6.4). */
function typeOf({ part, message }: MessageTree): readonly [string, string] {
  const type = withoutNul(part.contentType.type);
  if (message === undefined && (type === 'message/rfc822' || type === 'message/global')) {
    return ['application', 'octet-stream'];
  }
  const slash = type.indexOf('/');
  return [type.slice(0, slash), type.slice(slash + 1)];
}

type Params = readonly (readonly [string, string])[];

/** As written, RFC 2231 sections and all: clients put them together. */
function typeParams(part: MimePart): Params {
  const type = field(part, 'content-type');
  return type === undefined ? [...part.contentType.params] : paramsOf(parseStructured(clean(type.value)).raw);
}

function paramsOf(raw: ReadonlyMap<string, string>): Params {
  return [...raw].map(([name, value]) => [name, rawText(value)]);
}

function dispositionOf(value: string): { type: string; params: Params } {
  const { type, raw } = parseStructured(clean(value));
  return { type: type === '' ? 'attachment' : type, params: paramsOf(raw) };
}

function languagesOf(value: string): string[] {
  const tags = clean(value).split(',', 100);
  return tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
}

function addressesOf(part: MimePart, name: string): EnvelopeAddress[] {
  return fieldsNamed(part, name).flatMap(({ value }) => envelopeAddresses(clean(value)));
}

function rawField<K extends string>(part: MimePart, name: string, key: K): { readonly [key in K]?: string } {
  const found = field(part, name);
  return found === undefined ? {} : ({ [key]: clean(found.value) } as { readonly [key in K]: string });
}

function clean(value: string): string {
  return withoutNul(trimSpaces(unfold(value)));
}

/** NUL stands in no IMAP string, and in no JSON a database keeps. */
function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

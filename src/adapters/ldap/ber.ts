/** The BER that LDAP speaks: definite lengths and one-octet tags only (RFC 4511 5.1). */
export interface BerElement {
  readonly tag: number;
  readonly content: Uint8Array;
}

export class BerFault extends Error {
  override name = 'BerFault';
}

export const BER = { boolean: 0x01, integer: 0x02, octets: 0x04, enumerated: 0x0a, sequence: 0x30, set: 0x31 } as const;

const CONSTRUCTED = 0x20;
const MAX_LENGTH_OCTETS = 4;
const MAX_ELEMENTS = 1_000_000;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Tag and length at the beginning of what was received; undefined while they are not whole. Throws BerFault. */
export function readHead(bytes: Uint8Array, at = 0): { tag: number; start: number; length: number } | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined) return undefined;
  if ((tag & 0x1f) === 0x1f) throw new BerFault('a tag of several octets');
  if (first === undefined) return undefined;
  if (first < 0x80) return { tag, start: at + 2, length: first };
  const octets = first & 0x7f;
  if (octets === 0 || octets > MAX_LENGTH_OCTETS) throw new BerFault('a length that LDAP does not allow');
  if (bytes.length < at + 2 + octets) return undefined;
  let length = 0;
  for (let n = 0; n < octets; n++) length = length * 256 + bytes[at + 2 + n]!;
  return { tag, start: at + 2 + octets, length };
}

/** The elements that make up `content`, none left over. Throws BerFault. */
export function readElements(content: Uint8Array): readonly BerElement[] {
  const elements: BerElement[] = [];
  let at = 0;
  while (at < content.length) {
    const head = readHead(content, at);
    if (head === undefined || head.start + head.length > content.length)
      throw new BerFault('an element longer than what holds it');
    if (elements.length >= MAX_ELEMENTS) throw new BerFault('too many elements');
    at = head.start + head.length;
    elements.push({ tag: head.tag, content: content.subarray(head.start, at) });
  }
  return elements;
}

/** The one element that `bytes` are. Throws BerFault. */
export function readElement(bytes: Uint8Array): BerElement {
  const [element, ...more] = readElements(bytes);
  if (element === undefined || more.length > 0) throw new BerFault('not one element');
  return element;
}

/** The elements inside a constructed one of this tag. Throws BerFault. */
export function inside(element: BerElement | undefined, tag: number): readonly BerElement[] {
  return readElements(contentOf(element, tag | CONSTRUCTED));
}

/** Throws BerFault when the element is missing or has another tag. */
export function contentOf(element: BerElement | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw new BerFault(`tag ${hexOf(element?.tag)} where ${hexOf(tag)} belongs`);
  return element.content;
}

/** UTF-8. Throws BerFault. */
export function textOf(element: BerElement | undefined, tag: number = BER.octets): string {
  const content = contentOf(element, tag);
  try {
    return utf8.decode(content);
  } catch {
    throw new BerFault('text that is not UTF-8');
  }
}

/** An INTEGER or ENUMERATED of at most four octets. Throws BerFault. */
export function numberOf(element: BerElement | undefined, tag: number = BER.integer): number {
  const content = contentOf(element, tag);
  if (content.length === 0 || content.length > 4) throw new BerFault('a number of a size LDAP does not use');
  let value = (content[0]! << 24) >> 24;
  for (const octet of content.subarray(1)) value = (value << 8) | octet;
  return value;
}

export function flagOf(element: BerElement | undefined): boolean {
  const content = contentOf(element, BER.boolean);
  if (content.length !== 1) throw new BerFault('a BOOLEAN of more than one octet');
  return content[0] !== 0;
}

const hexOf = (tag: number | undefined) => (tag === undefined ? 'nothing' : `0x${tag.toString(16)}`);

/** An element around its parts. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = length < 0x80 ? [tag, length] : [tag, ...longLength(length)];
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  let at = head.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function longLength(length: number): number[] {
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

export function text(value: string, tag: number = BER.octets): Uint8Array {
  return element(tag, new TextEncoder().encode(value));
}

/** At most 32 bits. */
export function integer(value: number, tag: number = BER.integer): Uint8Array {
  const octets = [value >> 24, value >> 16, value >> 8, value].map((octet) => octet & 0xff);
  while (octets.length > 1 && isFill(octets[0]!, octets[1]!)) octets.shift();
  return element(tag, Uint8Array.from(octets));
}

const isFill = (first: number, next: number) => (first === 0 && next < 0x80) || (first === 0xff && next >= 0x80);

export function flag(value: boolean): Uint8Array {
  return element(BER.boolean, Uint8Array.of(value ? 0xff : 0));
}

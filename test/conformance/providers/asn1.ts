/** A small writer of DER and BER, apart from the one under `src/cms`: what the fixtures say is not written by what is to read it. */

type Octets = Uint8Array;

/** One element with a definite length. */
export function element(tag: number, ...parts: readonly Octets[]): Octets {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), content]);
}

/** The same with an indefinite length (X.690 8.1.3.6). */
export function indefinite(tag: number, ...parts: readonly Octets[]): Octets {
  return Buffer.concat([Buffer.of(tag, 0x80), ...parts, Buffer.of(0, 0)]);
}

export const sequence = (...parts: readonly Octets[]) => element(0x30, ...parts);
export const context = (number: number, ...parts: readonly Octets[]) => element(0xa0 | number, ...parts);
export const octetString = (content: Octets) => element(0x04, content);
export const bitString = (content: Octets, unused = 0) => element(0x03, Buffer.of(unused), content);
export const boolean = (value: boolean) => element(0x01, Buffer.of(value ? 0xff : 0));
export const utf8 = (text: string) => element(0x0c, Buffer.from(text));
export const printable = (text: string) => element(0x13, Buffer.from(text, 'latin1'));
export const ia5 = (text: string, tag = 0x16) => element(tag, Buffer.from(text, 'latin1'));
export const NULL = element(0x05);

/** SET OF in DER order (X.690 11.6). */
export function setOf(...parts: readonly Octets[]): Octets {
  return element(0x31, ...parts.toSorted((a, b) => Buffer.compare(a, b)));
}

/** A small INTEGER that is not negative. */
export function integer(value: number): Octets {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return element(0x02, octets[0]! & 0x80 ? Buffer.of(0) : Buffer.alloc(0), octets);
}

export function oid(dotted: string): Octets {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(arc: number): number[] {
  const digits = [arc % 128];
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(0x80 | (left % 128));
  return digits;
}

/** UTCTime of an ISO date, for years before 2050. */
export function time(iso: string): Octets {
  const digits = new Date(iso).toISOString().replace(/\D/g, '');
  return element(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
}

/**
 * The same element with an indefinite length wherever `asks` wants it, by the numbers of the elements from the outside in: `[]` is
 * the element itself, `[1, 0]` the first inside the second. Where it answers "leave", nothing further inside is touched, as in
 * certificates, which are signed as they stand. An OCTET STRING that is asked for is cut in two pieces (X.690 8.7.3).
 */
export function reencode(der: Octets, asks: (path: readonly number[]) => boolean | 'leave'): Octets {
  return rewrite(Buffer.from(der), [], asks);
}

function rewrite(der: Buffer, path: readonly number[], asks: (path: readonly number[]) => boolean | 'leave'): Octets {
  const answer = asks(path);
  const tag = der[0]!;
  const content = der.subarray(headerSize(der));
  if (answer === 'leave') return der;
  if (tag === 0x04 && answer)
    return indefinite(0x24, octetString(content.subarray(0, 8)), octetString(content.subarray(8)));
  if ((tag & 0x20) === 0) return der;
  const parts = split(content).map((part, number) => rewrite(part, [...path, number], asks));
  return answer ? indefinite(tag, ...parts) : element(tag, ...parts);
}

function headerSize(der: Buffer): number {
  return der[1]! < 0x80 ? 2 : 2 + (der[1]! & 0x7f);
}

function split(content: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < content.length; ) {
    const rest = content.subarray(at);
    const head = headerSize(rest);
    const size = head === 2 ? rest[1]! : rest.readUIntBE(2, head - 2);
    parts.push(rest.subarray(0, head + size));
    at += head + size;
  }
  return parts;
}

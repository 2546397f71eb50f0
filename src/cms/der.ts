import { compareBytes } from './bytes.ts';

/** A DER writer: every function returns one complete element. Lengths are minimal, as DER asks (X.690 10.1). */
export function tlv(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const piece of content) length += piece.length;
  const out = new Uint8Array(1 + lengthSize(length) + length);
  out[0] = tag;
  let at = writeLength(out, 1, length);
  for (const piece of content) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Octets the length field takes for this many content octets. */
export function lengthSize(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x100) return 2;
  if (length < 0x10000) return 3;
  if (length < 0x1000000) return 4;
  return 5;
}

/** Writes the length field at `at` and returns the offset after it. */
export function writeLength(out: Uint8Array, at: number, length: number): number {
  const size = lengthSize(length);
  if (size === 1) {
    out[at] = length;
    return at + 1;
  }
  out[at] = 0x80 | (size - 1);
  for (let i = size - 1, rest = length; i > 0; i--, rest = Math.floor(rest / 256)) out[at + i] = rest & 0xff;
  return at + size;
}

export function sequence(...content: readonly Uint8Array[]): Uint8Array {
  return tlv(0x30, ...content);
}

/** SET OF: the elements are put in DER order (X.690 11.6). `tag` replaces 0x31 where the set is tagged implicitly. */
export function setOf(elements: readonly Uint8Array[], tag = 0x31): Uint8Array {
  return tlv(tag, ...elements.toSorted(compareBytes));
}

export function octetString(content: Uint8Array): Uint8Array {
  return tlv(0x04, content);
}

export function bitString(content: Uint8Array, unusedBits = 0): Uint8Array {
  return tlv(0x03, Uint8Array.of(unusedBits), content);
}

/** A non-negative INTEGER from big-endian octets; leading zeros are made minimal. */
export function unsignedInteger(octets: Uint8Array): Uint8Array {
  let from = 0;
  while (from < octets.length - 1 && octets[from] === 0) from++;
  const value = octets.length === 0 ? Uint8Array.of(0) : octets.subarray(from);
  return value[0]! & 0x80 ? tlv(0x02, Uint8Array.of(0), value) : tlv(0x02, value);
}

export function smallInteger(value: number): Uint8Array {
  const octets: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff);
  return unsignedInteger(Uint8Array.from(octets));
}

export function boolean(value: boolean): Uint8Array {
  return tlv(0x01, Uint8Array.of(value ? 0xff : 0));
}

export const NULL: Uint8Array = Uint8Array.of(0x05, 0x00);

export function objectIdentifier(dotted: string): Uint8Array {
  const arcs = dotted.split('.').map(Number);
  const octets: number[] = [];
  for (const arc of [arcs[0]! * 40 + arcs[1]!, ...arcs.slice(2)]) octets.push(...base128(arc));
  return tlv(0x06, Uint8Array.from(octets));
}

function base128(value: number): number[] {
  const octets = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift(128 + (rest % 128));
  return octets;
}

/** UTCTime through 2049, GeneralizedTime from 2050; whole seconds, UTC (RFC 5280 4.1.2.5). `instant` in milliseconds. */
export function time(instant: number): Uint8Array {
  const digits = new Date(instant).toISOString().replace(/[-:T]|\..*$/g, '');
  const year = new Date(instant).getUTCFullYear();
  return year >= 1950 && year < 2050
    ? tlv(0x17, asciiOctets(`${digits.slice(2)}Z`))
    : tlv(0x18, asciiOctets(`${digits}Z`));
}

/** GeneralizedTime in UTC; a fraction of a second only when there is one, without zeros at its end (X.690 11.7). */
export function generalizedTime(instant: number): Uint8Array {
  const [whole, fraction] = new Date(instant)
    .toISOString()
    .replace(/[-:T]|Z$/g, '')
    .split('.');
  const digits = fraction!.replace(/0+$/, '');
  return tlv(0x18, asciiOctets(`${whole}${digits === '' ? '' : `.${digits}`}Z`));
}

export function utf8String(text: string): Uint8Array {
  return tlv(0x0c, new TextEncoder().encode(text));
}

/** Characters to octets of the same code; for text known to be ASCII. */
export function asciiOctets(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

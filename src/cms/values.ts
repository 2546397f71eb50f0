import { CmsFault } from './fault.ts';
import type { Element } from './tlv.ts';

/** Dotted text of an OBJECT IDENTIFIER's content octets. */
export function oidText(content: Uint8Array): string {
  if (content.length === 0 || content.length > 64) throw new CmsFault('object identifier: bad length');
  const arcs: number[] = [];
  let value = 0;
  for (let i = 0; i < content.length; i++) {
    value = value * 128 + (content[i]! & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER) throw new CmsFault('object identifier: arc too large');
    if ((content[i]! & 0x80) === 0) {
      arcs.push(value);
      value = 0;
    } else if (i === content.length - 1) throw new CmsFault('object identifier: truncated');
  }
  const first = Math.min(Math.floor(arcs[0]! / 40), 2);
  return [first, arcs[0]! - first * 40, ...arcs.slice(1)].join('.');
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/;

/** UTCTime or GeneralizedTime to milliseconds, fractions of a second included. Two-digit years are 1950-2049 (RFC 5280 4.1.2.5.1); only UTC ("Z"). */
export function readTime(element: Element): number {
  if (element.content.length > 32) throw new CmsFault('time: too long');
  const text = String.fromCharCode(...element.content);
  const match = (element.tag === 0x17 ? UTC_TIME : element.tag === 0x18 ? GENERALIZED_TIME : /$^/).exec(text);
  if (match === null) throw new CmsFault('time: neither UTCTime nor GeneralizedTime in UTC');
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? '0'));
  const century = element.tag === 0x18 ? 0 : year! < 50 ? 2000 : 1900;
  const instant = Date.UTC(century + year!, month! - 1, day, hour, minute, second);
  const back = new Date(instant);
  if (back.getUTCMonth() !== month! - 1 || back.getUTCDate() !== day || back.getUTCHours() !== hour) {
    throw new CmsFault(`time: ${text} does not exist`);
  }
  return instant + Math.floor(Number(match[7] ?? 0) * 1000);
}

/** A BOOLEAN's content. */
export function readBoolean(element: Element): boolean {
  if (element.content.length !== 1) throw new CmsFault('boolean: not one octet');
  return element.content[0] !== 0;
}

/** A small non-negative INTEGER; over 2^31 is a fault. */
export function readSmallInteger(element: Element): number {
  const octets = element.content;
  if (octets.length === 0 || octets.length > 4 || octets[0]! & 0x80) throw new CmsFault('integer: out of bounds');
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** Lower-case hex of octets, without separators. */
export function hexText(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += octet.toString(16).padStart(2, '0');
  return text;
}

/** Octets without leading zeros: one spelling of a non-negative INTEGER. */
export function minimalOctets(octets: Uint8Array): Uint8Array {
  let from = 0;
  while (from < octets.length - 1 && octets[from] === 0) from++;
  return octets.subarray(from);
}

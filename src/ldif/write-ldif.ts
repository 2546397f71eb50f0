import type { LdifEntry } from './ldif.ts';

const WIDTH = 76;
const ATTRIBUTE_NAME = /^(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)$/;
/** Words that mean something else at the beginning of a line. */
const RESERVED: ReadonlySet<string> = new Set(['dn', 'changetype', 'control']);

/**
 * Writes content records as an LDIF file (RFC 2849): `version: 1`, LF, lines folded at 76. Octets are written `;binary` in base64;
 * text in base64 where RFC 2849 asks for it. Attribute names are written as given, so `providerCertificate` keeps its shape.
 * Throws RangeError on an attribute name that cannot be written or text with half a surrogate pair.
 */
export function writeLdif(entries: readonly LdifEntry[]): Uint8Array {
  const lines: string[] = ['version: 1'];
  for (const { dn, attributes } of entries) {
    lines.push('', ...folded(line('dn', dn)));
    for (const [name, values] of attributes) {
      if (!ATTRIBUTE_NAME.test(name) || RESERVED.has(name.toLowerCase()))
        throw new RangeError(`no attribute name: ${name}`);
      for (const value of values) lines.push(...folded(line(name, value)));
    }
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

function line(name: string, value: string | Uint8Array): string {
  if (typeof value !== 'string') return `${name};binary:: ${base64(value)}`;
  if (!value.isWellFormed()) throw new RangeError(`${name}: half a surrogate pair`);
  if (value === '') return `${name}:`;
  return isSafe(value) ? `${name}: ${value}` : `${name}:: ${base64(new TextEncoder().encode(value))}`;
}

/** SAFE-STRING of RFC 2849 without control characters, which it allows, and without a space at the end (its note 8). */
function isSafe(value: string): boolean {
  return /^[ -~]*$/.test(value) && !/^[ :<]| $/.test(value);
}

function base64(octets: Uint8Array): string {
  let binary = '';
  for (const octet of octets) binary += String.fromCharCode(octet);
  return btoa(binary);
}

function folded(text: string): string[] {
  const lines = [text.slice(0, WIDTH)];
  for (let at = WIDTH; at < text.length; at += WIDTH - 1) lines.push(` ${text.slice(at, at + WIDTH - 1)}`);
  return lines;
}

import { EvidenceFault } from './fault.ts';

const DIGITS = '0123456789abcdef';
const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < 16; value++) VALUES[DIGITS.charCodeAt(value)] = value;

/** Octets of lower-case hex digits; undefined for any other text. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const octets = new Uint8Array(text.length / 2);
  for (let i = 0; i < octets.length; i++) {
    const high = VALUES[text.charCodeAt(2 * i)] ?? -1;
    const low = VALUES[text.charCodeAt(2 * i + 1)] ?? -1;
    if (high < 0 || low < 0) return undefined;
    octets[i] = high * 16 + low;
  }
  return octets;
}

/** The 32 octets of a digest written as 64 lower-case hex digits. Throws EvidenceFault for anything else; `what` names it there. */
export function hashFromHex(text: unknown, what: string): Uint8Array {
  const octets = typeof text === 'string' && text.length === 64 ? fromHex(text) : undefined;
  if (octets === undefined) throw new EvidenceFault(`${what}: not a digest of 64 lower-case hex digits`);
  return octets;
}

import { concat, latin1ToString, passingOctets } from './octets.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODES = new Uint8Array(64);
/** What each octet stands for; -1 outside the alphabet. */
const VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) {
  CODES[i] = ALPHABET.charCodeAt(i);
  VALUES[ALPHABET.charCodeAt(i)] = i;
}

/**
 * Undoes base64 over chunks cut anywhere, with lines of any length: characters outside the alphabet are skipped, after padding a
 * new quantum begins.
 */
export class Base64Stream {
  #bits = 0;
  /** Characters of the quantum that is not whole yet. */
  #held = 0;

  push(chunk: Uint8Array): Uint8Array {
    const out = new Uint8Array(Math.ceil(((chunk.length + this.#held) * 3) / 4));
    let length = 0;
    let bits = this.#bits;
    let held = this.#held;
    for (let i = 0; i < chunk.length; i++) {
      if (held === 0 && i + 4 <= chunk.length) {
        const quantum =
          (VALUES[chunk[i]!]! << 18) |
          (VALUES[chunk[i + 1]!]! << 12) |
          (VALUES[chunk[i + 2]!]! << 6) |
          VALUES[chunk[i + 3]!]!;
        if (quantum >= 0) {
          out[length++] = quantum >> 16;
          out[length++] = quantum >> 8;
          out[length++] = quantum;
          i += 3;
          continue;
        }
      }
      const octet = chunk[i]!;
      const value = VALUES[octet]!;
      if (value >= 0) {
        bits = ((bits << 6) | value) & 0xffffff;
        held++;
      }
      if (held === 4 || (octet === 0x3d && held > 0)) {
        length = flush(out, length, bits, held);
        held = 0;
      }
    }
    this.#bits = bits;
    this.#held = held;
    return out.subarray(0, length);
  }

  end(): Uint8Array {
    const out = new Uint8Array(3);
    return out.subarray(0, flush(out, 0, this.#bits, this.#held));
  }
}

/** Writes what `held` base64 characters carry: 0, 1, 2 or 3 octets. */
function flush(out: Uint8Array, length: number, bits: number, held: number): number {
  const whole = bits << (6 * (4 - held));
  if (held >= 2) out[length++] = whole >> 16;
  if (held >= 3) out[length++] = whole >> 8;
  if (held >= 4) out[length++] = whole;
  return length;
}

/** All of a base64 text at once, as `Base64Stream` reads it. */
export function decodeBase64(bytes: Uint8Array): Uint8Array {
  const stream = new Base64Stream();
  const out = stream.push(bytes);
  const rest = stream.end();
  return rest.length === 0 ? out : concat([out, rest]);
}

/** Base64 in lines of 76 characters, each ended by CRLF (RFC 2045 6.8). */
export function encodeBase64(bytes: Uint8Array): string {
  const quanta = Math.ceil(bytes.length / 3);
  const out = passingOctets(quanta * 4 + Math.ceil(quanta / 19) * 2);
  let length = 0;
  for (let i = 0, onLine = 0; i < bytes.length; i += 3) {
    const a = bytes[i]!;
    const b = i + 1 < bytes.length ? bytes[i + 1]! : 0;
    const c = i + 2 < bytes.length ? bytes[i + 2]! : 0;
    out[length] = CODES[a >> 2]!;
    out[length + 1] = CODES[((a & 3) << 4) | (b >> 4)]!;
    out[length + 2] = i + 1 < bytes.length ? CODES[((b & 15) << 2) | (c >> 6)]! : 0x3d;
    out[length + 3] = i + 2 < bytes.length ? CODES[c & 63]! : 0x3d;
    length += 4;
    if (++onLine === 19 || i + 3 >= bytes.length) {
      out[length++] = 13;
      out[length++] = 10;
      onLine = 0;
    }
  }
  return latin1ToString(out.subarray(0, length));
}

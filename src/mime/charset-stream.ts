import { concat, latin1ToString } from './octets.ts';

/** Decodes the octets of a text part, cut anywhere. */
export interface CharsetDecoder {
  push(octets: Uint8Array): string;
  end(): string;
}

/**
 * By the `charset` of a text part. US-ASCII, UTF-8 and unknown charsets are read as UTF-8, and each octet that is no part of a valid
 * sequence as the character of its code: a text is always readable, and where one is cut does not matter. UTF-16 without an order in
 * its name is judged by its byte order mark (RFC 2781 4.3).
 */
export function charsetDecoder(charset: string): CharsetDecoder {
  const label = charset.trim().toLowerCase();
  if (label === '' || label === 'us-ascii' || label === 'ascii') return new TolerantUtf8();
  if (label === 'utf-16') return new MarkedUtf16();
  const decoder = decoderFor(label);
  if (decoder === undefined) return new TolerantUtf8();
  return MANY_OCTETS.has(decoder.encoding) ? new LineByLine(decoder) : streaming(decoder);
}

/** Charsets whose characters take several octets, none of which is a line feed. */
const MANY_OCTETS = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'euc-kr', 'shift_jis', 'iso-2022-jp']);

function decoderFor(label: string): TextDecoder | undefined {
  try {
    const decoder = new TextDecoder(label, { ignoreBOM: true });
    return decoder.encoding === 'utf-8' ? undefined : decoder;
  } catch {
    return undefined;
  }
}

function streaming(decoder: TextDecoder): CharsetDecoder {
  return { push: (octets) => decoder.decode(octets, { stream: true }), end: () => decoder.decode() };
}

const MAX_LINE = 64 * 1024;

/** A decoder that is not told of the end throws on octets that are none of its charset (seen in Node 24), so it gets whole lines. */
class LineByLine implements CharsetDecoder {
  readonly #decoder: TextDecoder;
  #held: Uint8Array = new Uint8Array(0);

  constructor(decoder: TextDecoder) {
    this.#decoder = decoder;
  }

  push(octets: Uint8Array): string {
    const all = this.#held.length === 0 ? octets : concat([this.#held, octets]);
    let text = '';
    let at = 0;
    for (;;) {
      const lineFeed = all.subarray(at, at + MAX_LINE).indexOf(0x0a);
      const length = lineFeed >= 0 ? lineFeed + 1 : MAX_LINE;
      if (at + length > all.length) break;
      text += this.#decoder.decode(all.subarray(at, at + length));
      at += length;
    }
    this.#held = all.slice(at);
    return text;
  }

  end(): string {
    return this.#decoder.decode(this.#held);
  }
}

class MarkedUtf16 implements CharsetDecoder {
  #first: Uint8Array = new Uint8Array(0);
  #decoder: TextDecoder | undefined;

  push(octets: Uint8Array): string {
    if (this.#decoder !== undefined) return this.#decoder.decode(octets, { stream: true });
    this.#first = concat([this.#first, octets.slice()]);
    return this.#first.length < 2 ? '' : this.#start();
  }

  end(): string {
    const text = this.#decoder === undefined ? this.#start() : '';
    return text + this.#decoder!.decode();
  }

  #start(): string {
    const [a, b] = this.#first;
    this.#decoder = new TextDecoder(a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-16le', { ignoreBOM: true });
    return this.#decoder.decode(this.#first, { stream: true });
  }
}

class TolerantUtf8 implements CharsetDecoder {
  readonly #strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #begun: Uint8Array = new Uint8Array(0);

  push(octets: Uint8Array): string {
    const all = this.#begun.length === 0 ? octets : concat([this.#begun, octets]);
    const end = all.length - begunSequence(all);
    this.#begun = all.slice(end);
    return this.#decode(all.subarray(0, end));
  }

  end(): string {
    return latin1ToString(this.#begun);
  }

  #decode(octets: Uint8Array): string {
    try {
      return this.#strict.decode(octets);
    } catch {
      return decodeMixed(octets);
    }
  }
}

/** Octets at the end that may begin a sequence of UTF-8: 0 to 3. */
function begunSequence(octets: Uint8Array): number {
  for (let length = 1; length <= 3 && length <= octets.length; length++) {
    const octet = octets[octets.length - length]!;
    if (octet < 0x80) return 0;
    if (octet >= 0xc0) {
      const needed = sequenceLength(octet);
      return needed > length && isBegun(octets, octets.length - length) ? length : 0;
    }
  }
  return 0;
}

function decodeMixed(octets: Uint8Array): string {
  let text = '';
  let plain = 0; // where the octets begin that are characters of their code
  let i = 0;
  while (i < octets.length) {
    const length = octets[i]! < 0x80 ? 1 : validLength(octets, i);
    if (length > 1) {
      text += latin1ToString(octets.subarray(plain, i));
      text += String.fromCodePoint(codePoint(octets, i, length));
      plain = i + length;
    }
    i += Math.max(length, 1);
  }
  return text + latin1ToString(octets.subarray(plain));
}

/** By the first octet; 0 where it begins none. */
function sequenceLength(octet: number): number {
  if (octet >= 0xc2 && octet <= 0xdf) return 2;
  if (octet >= 0xe0 && octet <= 0xef) return 3;
  return octet >= 0xf0 && octet <= 0xf4 ? 4 : 0;
}

/** What is there of the sequence at `at` can be its beginning (RFC 3629 4). */
function isBegun(octets: Uint8Array, at: number): boolean {
  const first = octets[at]!;
  const end = Math.min(at + sequenceLength(first), octets.length);
  for (let i = at + 1; i < end; i++) {
    const octet = octets[i]!;
    if (octet < 0x80 || octet > 0xbf) return false;
    if (i > at + 1) continue;
    if (first === 0xe0 && octet < 0xa0) return false;
    if (first === 0xed && octet > 0x9f) return false;
    if (first === 0xf0 && octet < 0x90) return false;
    if (first === 0xf4 && octet > 0x8f) return false;
  }
  return true;
}

/** Of the valid sequence at `at`; 0 where there is none. */
function validLength(octets: Uint8Array, at: number): number {
  const length = sequenceLength(octets[at]!);
  return length > 0 && at + length <= octets.length && isBegun(octets, at) ? length : 0;
}

function codePoint(octets: Uint8Array, at: number, length: number): number {
  let code = octets[at]! & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) code = (code << 6) | (octets[at + i]! & 0x3f);
  return code;
}

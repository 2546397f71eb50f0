import { ascii, concat, encodeBase64 } from '#mime';

/** Octets on one line of base64 (RFC 2045 6.8). */
const LINE_OCTETS = 57;

/**
 * Base64 of octets that come in pieces, over any number of streams: whole lines go out, what does not fill one is `rest`, and begins the next
 * stream. So an upload is kept as it will be sent, and never encoded again.
 */
export class Base64Lines {
  #rest: Uint8Array;
  /** Octets taken in. */
  taken = 0;

  constructor(rest: Uint8Array = new Uint8Array(0)) {
    this.#rest = rest;
  }

  get rest(): Uint8Array {
    return this.#rest;
  }

  push(piece: Uint8Array): Uint8Array {
    this.taken += piece.length;
    const octets = this.#rest.length === 0 ? piece : concat([this.#rest, piece]);
    const whole = octets.length - (octets.length % LINE_OCTETS);
    // Of its own: the piece's memory may be used again.
    this.#rest = new Uint8Array(octets.subarray(whole));
    return ascii(encodeBase64(octets.subarray(0, whole)));
  }

  /** The last line. */
  end(): Uint8Array {
    const last = ascii(encodeBase64(this.#rest));
    this.#rest = new Uint8Array(0);
    return last;
  }
}

/** All octets of one stream. */
export async function* base64Of(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const lines = new Base64Lines();
  for await (const piece of octets) {
    const encoded = lines.push(piece);
    if (encoded.length > 0) yield encoded;
  }
  const last = lines.end();
  if (last.length > 0) yield last;
}

/** Octets that so many take in lines of base64. */
export function base64Length(octets: number): number {
  const characters = Math.ceil(octets / 3) * 4;
  return characters + 2 * Math.ceil(octets / LINE_OCTETS);
}

import { DotStuffer } from '#mime';

const LF = 10;
const CR = 13;

/** A message as the body of RETR: dots made transparent, ended by the lone dot; not an octet else is changed. */
export async function* wholeBody(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | string> {
  const stuffer = new DotStuffer();
  for await (const piece of octets) yield* stuffer.push(piece);
  yield stuffer.end();
}

/** The header section, the empty line and the first `lines` lines of the body (RFC 1939 7, TOP). */
export async function* topOf(octets: AsyncIterable<Uint8Array>, lines: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  let previous = -1;
  let wanted = Number.POSITIVE_INFINITY;
  for await (const piece of octets) {
    for (let at = 0; at < piece.length; at++) {
      const octet = piece[at]!;
      if (octet === LF) {
        const isEmpty = length === 0 || (length === 1 && previous === CR);
        length = 0;
        if (wanted !== Number.POSITIVE_INFINITY) wanted--;
        else if (isEmpty) wanted = lines;
        if (wanted <= 0) {
          yield piece.subarray(0, at + 1);
          return;
        }
      } else length++;
      previous = octet;
    }
    yield piece;
  }
}

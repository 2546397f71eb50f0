const CR = 0x0d;
const LF = 0x0a;
const CRLF = Uint8Array.of(CR, LF);

/**
 * A message from a disk that keeps lines with LF alone, as mail has them: CRLF (RFC 5322 2.1), which is what was signed. Where the
 * first line ends in CRLF, or there is none, nothing is changed.
 */
export async function* withCrlf(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isBare: boolean | undefined;
  let before = 0;
  for await (const piece of octets) {
    if (isBare === undefined) {
      const end = piece.indexOf(LF);
      if (end >= 0) isBare = (end === 0 ? before : piece[end - 1]) !== CR;
    }
    if (isBare) yield* ended(piece, before);
    else yield piece;
    before = piece.at(-1) ?? before;
  }
}

function* ended(piece: Uint8Array, before: number): Generator<Uint8Array> {
  let from = 0;
  for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, at + 1)) {
    if ((at === 0 ? before : piece[at - 1]) === CR) continue;
    yield piece.subarray(from, at);
    yield CRLF;
    from = at + 1;
  }
  if (from < piece.length) yield piece.subarray(from);
}

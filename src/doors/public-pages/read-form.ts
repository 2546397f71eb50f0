const MAX_OCTETS = 4_096;

/** A small form as browsers send it; undefined when it is too large. */
export async function readForm(body: AsyncIterable<Uint8Array>): Promise<URLSearchParams | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > MAX_OCTETS) return undefined;
    pieces.push(piece);
  }
  return new URLSearchParams(Buffer.concat(pieces).toString('utf8'));
}

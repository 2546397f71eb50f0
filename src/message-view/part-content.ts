import { decodedOctets, isIdentityEncoding, type MimePart } from '#mime';
import { gatherUpTo, type OctetSource, readRange } from './octet-source.ts';

/** The octets of a part as they were before they were sent (RFC 2045 6). */
export function partContent(source: Pick<OctetSource, 'read'>, part: MimePart): AsyncIterable<Uint8Array> {
  return decodedOctets(source.read(part.bodyStart, part.end), part.encoding);
}

/** All of them at once; undefined when there are more than `maxBytes`. */
export async function partBytes(
  source: Pick<OctetSource, 'read'>,
  part: MimePart,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  // Base64 takes at most this much more room, its line ends counted: what cannot fit is not even begun.
  if (part.end - part.bodyStart > maxBytes * 3 + 1_024) return undefined;
  return await gatherUpTo(partContent(source, part), maxBytes);
}

const TAIL = 8;

/** How many octets a part has when it is decoded; of base64 told from its length and its last characters, without reading the rest. */
export async function partSize(source: Pick<OctetSource, 'read'>, part: MimePart, lines: number): Promise<number> {
  const encoded = part.end - part.bodyStart;
  if (part.encoding !== 'base64' || encoded === 0) return encoded;
  const tail = await readRange(source, Math.max(part.bodyStart, part.end - TAIL), part.end);
  const padding = tail.filter((octet) => octet === 0x3d).length;
  const withCrlf = encoded - 2 * lines;
  const characters = withCrlf % 4 === 0 ? withCrlf : encoded - lines;
  return Math.max(0, Math.floor((characters * 3) / 4) - Math.min(padding, 2));
}

/** Can a range of the part be read where it lies? */
export function isPlain(part: MimePart): boolean {
  return isIdentityEncoding(part.encoding);
}

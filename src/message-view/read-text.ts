import { decodeCharset, type MimePart } from '#mime';
import type { OctetSource } from './octet-source.ts';
import { firstOctets } from './octet-source.ts';
import { partContent } from './part-content.ts';

export interface ReadText {
  readonly text: string;
  /** There is more in the part. */
  readonly isCut: boolean;
}

/** The text of a part in its charset, at most `maxBytes` octets of it; line ends as LF. */
export async function readText(source: Pick<OctetSource, 'read'>, part: MimePart, maxBytes: number): Promise<ReadText> {
  const octets = await firstOctets(partContent(source, part), maxBytes + 1);
  const isCut = octets.length > maxBytes;
  const charset = part.contentType.params.get('charset') ?? '';
  const whole = isCut ? octets.subarray(0, lastCharacter(octets, maxBytes)) : octets;
  const text = decodeCharset(whole, charset).replace(/^\ufeff/, '');
  return { text: text.replace(/\r\n?/g, '\n'), isCut };
}

/** Calendars and cards are in UTF-8 (RFC 5545 3.1.4, RFC 6350 3.1), or older than that. */
export function textOfLines(octets: Uint8Array): string {
  return decodeCharset(octets, 'utf-8').replace(/^\ufeff/, '');
}

/** Not within a character of UTF-8. */
function lastCharacter(octets: Uint8Array, most: number): number {
  let end = most;
  while (end > most - 4 && ((octets[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}

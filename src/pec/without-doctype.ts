import { latin1ToString } from '#mime';

/** What may stand before the root element is short; a byte order mark of UTF-8 is three of these characters. */
const PROLOG_OCTETS = 1024;
const DOCTYPE =
  /^(?:\u00ef\u00bb\u00bf)?\s*(?:<\?xml[^>]*\?>\s*)?(<!DOCTYPE\s+postacert(?:\s+(?:SYSTEM|PUBLIC\s+(?:"[^"<>]*"|'[^'<>]*'))\s+(?:"[^"<>]*"|'[^'<>]*'))?\s*>)/;

/**
 * A daticert.xml may name the DTD of RFC 6109 4.4, which is nothing to refuse it for: the name is made blank and never followed. A DTD
 * that declares something inside the document is left for the reader to refuse (spec 6.5.2).
 */
export function withoutDoctype(bytes: Uint8Array): Uint8Array {
  const found = DOCTYPE.exec(latin1ToString(bytes.subarray(0, PROLOG_OCTETS)));
  if (found === null) return bytes;
  const end = found[0].length;
  return new Uint8Array(bytes).fill(0x20, end - found[1]!.length, end);
}

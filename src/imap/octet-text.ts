import { ascii, latin1ToString } from '#mime';

/**
 * A text in which each character is one octet of the wire (U+0000 to U+00FF). All that is read and written here has this form;
 * `ascii(text)` gives its octets. Unicode becomes octets by `utf8Octets`.
 */
export type OctetText = string;

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const EIGHT_BIT = /[^\0-\x7f]/;

/** Unicode as UTF-8, an octet a character. */
export function utf8Octets(text: string): OctetText {
  return EIGHT_BIT.test(text) ? latin1ToString(encoder.encode(text)) : text;
}

/** The Unicode text of UTF-8 octets; undefined when they are not UTF-8. */
export function fromUtf8Octets(octets: OctetText): string | undefined {
  if (!EIGHT_BIT.test(octets)) return octets;
  try {
    return strict.decode(ascii(octets));
  } catch {
    return undefined;
  }
}

import { XmlFault } from './fault.ts';

export interface DecodedXml {
  readonly text: string;
  /** The octets were not valid in their encoding and were read as ISO-8859-1 (spec 6.5.3). */
  readonly degraded: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const DECLARED = /^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/;
const DECLARATION_OCTETS = 256;

/**
 * The characters of an XML document: by its byte order mark, else by the shape of its first octets, else as declared, else UTF-8
 * (XML 1.0 appendix F). Declared single-octet encodings that we do not know, and invalid UTF-8, are read as ISO-8859-1.
 */
export function decodeXml(bytes: Uint8Array): DecodedXml {
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return { text: decodeWide(bytes, wide), degraded: false };
  try {
    const text = utf8.decode(bytes);
    const declared = DECLARED.exec(text.slice(0, DECLARATION_OCTETS))?.[1];
    // Octets that are valid UTF-8 by chance are rare; a declaration of another encoding decides all the same.
    return declared === undefined || isUtf8(declared) || isAscii(text, bytes)
      ? { text, degraded: false }
      : other(bytes, declared);
  } catch (error) {
    if (error instanceof XmlFault) throw error;
    const start = new TextDecoder('windows-1252').decode(bytes.subarray(0, DECLARATION_OCTETS));
    const declared = DECLARED.exec(start)?.[1];
    return other(bytes, declared !== undefined && isUtf8(declared) ? undefined : declared);
  }
}

function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0x3c && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  if (a === 0 && b === 0x3c && c === 0 && d !== 0) return 'utf-16be';
  return undefined;
}

function decodeWide(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new XmlFault('encoding', `the XML is not valid ${encoding}`);
  }
}

function isUtf8(label: string): boolean {
  return /^utf-?8$/i.test(label);
}

/** As many characters as octets: then every encoding that extends ASCII gives the same text. */
function isAscii(text: string, bytes: Uint8Array): boolean {
  return text.length === bytes.length;
}

function other(bytes: Uint8Array, label: string | undefined): DecodedXml {
  if (label !== undefined) {
    try {
      return { text: new TextDecoder(label, { fatal: true }).decode(bytes), degraded: false };
    } catch {
      // Unknown or wrong: read as the fallback below.
    }
  }
  return { text: new TextDecoder('iso-8859-1').decode(bytes), degraded: true };
}

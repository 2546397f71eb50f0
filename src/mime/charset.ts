import { latin1ToString } from './octets.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const decoders = new Map<string, TextDecoder | undefined>();
const DECODERS_KEPT = 64;

/** The text if the octets are valid UTF-8. A leading byte order mark is kept. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Octets in the named charset (RFC 2045 `charset`) as text. Unknown charsets, and UTF-8 that is not, are read as UTF-8 where
 * valid, else as ISO-8859-1: a message is always readable. A leading byte order mark is kept.
 */
export function decodeCharset(bytes: Uint8Array, charset: string): string {
  const decoder = decoderFor(charset.trim().toLowerCase());
  if (decoder === undefined || decoder.encoding === 'utf-8') return decodeUtf8(bytes) ?? latin1ToString(bytes);
  return decoder.decode(bytes);
}

function decoderFor(label: string): TextDecoder | undefined {
  if (decoders.has(label)) return decoders.get(label);
  let decoder: TextDecoder | undefined;
  try {
    decoder = new TextDecoder(label, { ignoreBOM: true });
  } catch {
    decoder = undefined;
  }
  // Labels come from strangers: the map must not grow with them.
  if (decoders.size < DECODERS_KEPT) decoders.set(label, decoder);
  return decoder;
}

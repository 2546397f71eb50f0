import { ascii, encodeBase64 } from '#mime';
import { EvidenceFault } from './fault.ts';

/** Base64 in one line, as JSON holds it. */
export function encodeBase64Line(octets: Uint8Array): string {
  return encodeBase64(octets).replaceAll('\r\n', '');
}

/** Throws EvidenceFault for anything but base64 in one line, padded; `what` names it there. */
export function decodeBase64(text: unknown, what: string): Uint8Array {
  if (typeof text !== 'string' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
    throw new EvidenceFault(`${what}: not base64`);
  return ascii(atob(text));
}

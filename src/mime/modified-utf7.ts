import { ascii } from './octets.ts';

const SHIFTED = /[^\x20-\x7e]+|&/g;
const SHIFTS = /&([A-Za-z0-9+,]*)-/g;
const DIRECT = /^(?:[\x20-\x25\x27-\x7e]|&[A-Za-z0-9+,]*-)*$/;

/**
 * RFC 3501 5.1.3: `&` is `&-`; what is not printable ASCII is UTF-16 in base64 between `&` and `-`, with `,` for `/`. `shifted`: runs that are
 * written so, where more than the printable must not stand; global, and always with `&` alone.
 */
export function encodeModifiedUtf7(text: string, shifted = SHIFTED): string {
  return text.replace(shifted, (run) => (run === '&' ? '&-' : `&${toBase64(run)}-`));
}

/**
 * Back to Unicode; undefined for what `encodeModifiedUtf7` does not write: an open shift, ASCII in base64, two shifts side by
 * side, loose bits, half a surrogate pair. So two spellings never name one mailbox.
 */
export function decodeModifiedUtf7(text: string, shifted = SHIFTED): string | undefined {
  if (!text.includes('&')) return DIRECT.test(text) ? text : undefined;
  if (!DIRECT.test(text)) return undefined;
  const decoded = text.replace(SHIFTS, (_, run: string) => (run === '' ? '&' : fromBase64(run)));
  return decoded.isWellFormed() && encodeModifiedUtf7(decoded, shifted) === text ? decoded : undefined;
}

function toBase64(text: string): string {
  let octets = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    octets += String.fromCharCode(unit >> 8, unit & 0xff);
  }
  return btoa(octets).replaceAll('/', ',').replace(/=+$/, '');
}

function fromBase64(run: string): string {
  // One digit alone holds no octet: `atob` would throw.
  if (run.length % 4 === 1) return '';
  const octets = ascii(atob(run.replaceAll(',', '/')));
  let text = '';
  for (let i = 0; i + 1 < octets.length; i += 2) text += String.fromCharCode((octets[i]! << 8) | octets[i + 1]!);
  return text;
}

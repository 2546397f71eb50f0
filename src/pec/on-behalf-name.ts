import { PER_CONTO_DI_READ } from './wire.ts';

/** What may stand around an address in a display name. */
const AROUND = /[\s<>()[\]"',;]+/;

/**
 * Does the display name of From say that an envelope is of `sender` (RFC 6109 3.1.5; spec 9.4), and of nobody else? From is not signed: a
 * name with a second address in it would let people see that one.
 */
export function isOnBehalfOf(name: string, sender: string): boolean {
  const text = name.normalize('NFKC').trim().toLowerCase();
  const words = PER_CONTO_DI_READ.find((known) => text.startsWith(known));
  if (words === undefined) return false;
  const shown = text.slice(words.length).trim();
  const wanted = sender.toLowerCase();
  if (shown === wanted) return true;
  const addresses = shown.split(AROUND).filter((word) => word.includes('@'));
  return addresses.length > 0 && addresses.every((address) => address === wanted);
}

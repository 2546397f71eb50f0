import { PER_CONTO_DI_READ } from './wire.ts';

/** What may stand around an address in a display name. */
const AROUND = /[\s<>()[\]",;]+/;
/** Quotes around it: within, they belong to an address (`d'angelo@`). */
const QUOTES = /^'+|'+$/g;

/**
 * Does the display name of From say that an envelope is of `sender` (RFC 6109 3.1.5; spec 9.4), and of nobody else? From is not signed: a
 * name with a second address in it would let people see that one.
 */
export function isOnBehalfOf(name: string, sender: string): boolean {
  const text = name.normalize('NFKC').trim().toLowerCase();
  const begins = PER_CONTO_DI_READ.find((known) => text.startsWith(known));
  if (begins === undefined) return false;
  const shown = text.slice(begins.length).trim();
  const wanted = sender.toLowerCase();
  if (shown === wanted) return true;
  const words = shown.split(AROUND).map((word) => word.replaceAll(QUOTES, ''));
  const addresses = words.filter((word) => word.includes('@'));
  return addresses.length > 0 && addresses.every((address) => address === wanted);
}

const DOT_ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;

/** An addr-spec: dot-atom `@` domain name of LDH labels with at least one dot; lengths of RFC 5321 4.5.3.1. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return (
    text.length <= MAX_ADDRESS &&
    isDotAtom(text.slice(0, Math.max(at, 0))) &&
    at <= MAX_LOCAL &&
    isDomain(text.slice(at + 1))
  );
}

export function isDotAtom(text: string): boolean {
  return DOT_ATOM.test(text);
}

/** A name of at least two LDH labels; internationalised ones in punycode. */
export function isDomain(text: string): boolean {
  return text.length <= 253 && text.includes('.') && text.split('.').every((label) => LABEL.test(label));
}

/** Whole addresses, letter case ignored on both sides of the `@` (spec 3.9). */
export function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** What follows the last `@`, in lower case; empty when there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : address.slice(at + 1).toLowerCase();
}

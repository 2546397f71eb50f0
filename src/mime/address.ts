import { decodeText, unfold } from './decode-text.ts';

export interface Address {
  /** Display name, decoded. */
  readonly name?: string;
  readonly address: string;
}

export type AddressList =
  | { readonly ok: true; readonly addresses: readonly Address[] }
  | { readonly ok: false; readonly fault: string; readonly addresses: readonly Address[] };

const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/;
const DOT_ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;

/** An addr-spec: dot-atom `@` domain name of LDH labels with at least one dot; RFC 5321 4.5.3.1 lengths. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && at <= MAX_LOCAL && text.length <= MAX_ADDRESS && DOT_ATOM.test(text.slice(0, at)) && isDomain(text.slice(at + 1));
}

function isDomain(text: string): boolean {
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

import type { Sha256 } from '#evidence';
import { concat } from '#mime';

const BLOCK_OCTETS = 64;
const SALT_OCTETS = 16;

/** The salt of each record: the first octets of HMAC-SHA256 (RFC 2104) of the day's secret and its `seq` in decimal digits. */
export function saltsOf(secret: Uint8Array, sha256: Sha256): (seq: number) => Uint8Array {
  const key = new Uint8Array(BLOCK_OCTETS);
  key.set(secret);
  const inner = key.map((octet) => octet ^ 0x36);
  const outer = key.map((octet) => octet ^ 0x5c);
  const utf8 = new TextEncoder();
  return (seq) => sha256(concat([outer, sha256(concat([inner, utf8.encode(`${seq}`)]))])).slice(0, SALT_OCTETS);
}

import type { Instant, Issuer, MessageNumber } from './facts.ts';

const MAX_LOCAL_PART = 200;

/**
 * A new PEC msgid (spec 3.6; T31): UTC millisecond, node, counter and 64 random bits. `random` is at least 8 octets, `node`
 * may hold only letters, digits and hyphens.
 */
export function newIdentificativo(input: {
  readonly at: Instant;
  readonly node: string;
  readonly counter: number;
  readonly random: Uint8Array;
  readonly domain: string;
}): string {
  if (input.random.length < 8) throw new RangeError('newIdentificativo needs 8 random octets');
  const node = input.node.replace(/[^A-Za-z0-9-]/g, '');
  if (node === '') throw new RangeError('newIdentificativo needs the name of a node');
  const local = `${node}.${utcDigits(input.at)}.${input.counter.toString(36)}.${hexOf(input.random, 8)}`;
  if (local.length > MAX_LOCAL_PART) throw new RangeError('the node name is too long for an identificativo');
  return `${local}@${input.domain}`;
}

/**
 * Message-ID, without brackets, of a receipt or notice: computed, never chosen, so that a repetition is recognised
 * (invariant 3; T30). `recipient` is '' where the notice is about the whole message.
 */
export function noticeMessageId(
  number: MessageNumber,
  identificativo: string,
  recipient: string,
  issuer: Issuer,
): string {
  const digest = fingerprint(noticeKey(issuer.domain, number, identificativo, recipient));
  return `${number.toLowerCase()}.${digest}@${issuer.domain}`;
}

/** Key under which a notice, issued or received, is remembered (spec 9.8). */
export function noticeKey(
  issuerDomain: string,
  number: MessageNumber,
  identificativo: string,
  recipient: string,
): string {
  return `${issuerDomain.toLowerCase()}|${number}|${identificativo}|${recipient.toLowerCase()}`;
}

/** What stands for `recipient` in the key of a take-charge receipt: all it covers, in one order (spec 9.3; T67). */
export function takenKey(taken: readonly string[]): string {
  return taken
    .map((address) => address.toLowerCase())
    .sort()
    .join(',');
}

function utcDigits(at: Instant): string {
  return new Date(at).toISOString().replace(/[^0-9]/g, '');
}

function hexOf(bytes: Uint8Array, count: number): string {
  let out = '';
  for (let i = 0; i < count; i++) out += bytes[i]!.toString(16).padStart(2, '0');
  return out;
}

/** 128 bits in four lanes (cyrb128) over the UTF-16 units: they spread well, prove nothing, and need no waiting. */
function fingerprint(text: string): string {
  let [a, b, c, d] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ unit, 597399067);
    b = c ^ Math.imul(b ^ unit, 2869860233);
    c = d ^ Math.imul(c ^ unit, 951274213);
    d = a ^ Math.imul(d ^ unit, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

import type { StrongDigest } from './algorithms.ts';
import { boolean, objectIdentifier, sequence, smallInteger, unsignedInteger } from './der.ts';
import { CmsFault } from './fault.ts';
import { type MessageImprint, messageImprint, readMessageImprint } from './message-imprint.ts';
import { parseDer } from './tlv.ts';
import { minimalOctets, oidText, readBoolean } from './values.ts';

const MAX_REQUEST_BYTES = 16 * 1024;
/** RFC 3161 says nothing of its size; clients use 8 to 20 octets. */
const MAX_NONCE_OCTETS = 64;

export interface TimestampRequest extends MessageImprint {
  /** OID of the policy asked for. */
  readonly policy?: string;
  /** Big-endian, without leading zeros. */
  readonly nonce?: Uint8Array;
  /** Whether the answer must hold the authority's certificate. */
  readonly certificate: boolean;
}

/** DER of a TimeStampReq that asks for the certificate too (RFC 3161 2.4.1). `nonce`: octets by chance, eight or more. */
export function timestampRequest(request: {
  readonly digest: Uint8Array;
  /** sha256 unless said otherwise. */
  readonly digestAlgorithm?: StrongDigest;
  readonly nonce: Uint8Array;
  readonly policy?: string;
}): Uint8Array {
  const { digest, digestAlgorithm = 'sha256', nonce, policy } = request;
  return sequence(
    smallInteger(1),
    messageImprint(digest, digestAlgorithm),
    ...(policy === undefined ? [] : [objectIdentifier(policy)]),
    unsignedInteger(nonce),
    boolean(true),
  );
}

/** Reads a TimeStampReq. Throws CmsFault; a critical extension is one, since none is known here. */
export function readTimestampRequest(der: Uint8Array): TimestampRequest {
  if (der.length > MAX_REQUEST_BYTES) throw new CmsFault('time-stamp request: too large');
  const whole = parseDer(der, 'time-stamp request');
  if (whole.tag !== 0x30) throw new CmsFault('time-stamp request: not a SEQUENCE');
  const inside = whole.inside();
  const version = inside.take(0x02, 'version').content;
  if (version.length !== 1 || version[0] !== 1) throw new CmsFault('time-stamp request: version is not 1');
  const imprint = readMessageImprint(inside.take(0x30, 'messageImprint'));
  const policy = inside.optional(0x06, 'reqPolicy');
  const nonce = inside.optional(0x02, 'nonce');
  const certificate = inside.optional(0x01, 'certReq');
  if (inside.optional(0xa0, 'extensions') !== undefined) throw new CmsFault('time-stamp request: has extensions');
  inside.finish('time-stamp request');
  return {
    ...imprint,
    certificate: certificate !== undefined && readBoolean(certificate),
    ...(policy !== undefined && { policy: oidText(policy.content) }),
    ...(nonce !== undefined && { nonce: readNonce(nonce.content) }),
  };
}

/** A nonce's INTEGER as octets without leading zeros. */
export function readNonce(content: Uint8Array): Uint8Array {
  if (content.length === 0 || content.length > MAX_NONCE_OCTETS) throw new CmsFault('nonce: out of bounds');
  if (content[0]! & 0x80) throw new CmsFault('nonce: negative');
  return minimalOctets(content);
}

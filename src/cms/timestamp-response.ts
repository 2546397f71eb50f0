import { bitString, sequence, smallInteger, utf8String } from './der.ts';
import { CmsFault } from './fault.ts';
import { type Cursor, parseBer } from './tlv.ts';
import { readSmallInteger } from './values.ts';

const MAX_RESPONSE_BYTES = 256 * 1024;
const MAX_TEXTS = 16;

/** PKIFailureInfo by bit number (RFC 3161 2.4.2). */
export const TIMESTAMP_FAILURES = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const;
export type TimestampFailure = keyof typeof TIMESTAMP_FAILURES;

export type TimestampResponse =
  | { readonly granted: true /** DER of the TimeStampToken. */; readonly token: Uint8Array }
  | {
      readonly granted: false;
      /** PKIStatus: 2 rejection, 3 waiting, 4 and 5 of revocation. */
      readonly status: number;
      readonly text: string;
      readonly failure?: TimestampFailure;
    };

/** DER of a TimeStampResp that grants this token: what `openssl ts -verify -in` reads (RFC 3161 2.4.2). */
export function timestampResponse(token: Uint8Array): Uint8Array {
  return sequence(sequence(smallInteger(0)), token);
}

/** DER of a TimeStampResp that refuses. */
export function timestampRefusal(failure: TimestampFailure, text: string): Uint8Array {
  const bit = TIMESTAMP_FAILURES[failure];
  const octets = new Uint8Array((bit >> 3) + 1);
  octets[bit >> 3] = 0x80 >> (bit & 7);
  return sequence(sequence(smallInteger(2), sequence(utf8String(text)), bitString(octets, 7 - (bit & 7))));
}

/** Reads a TimeStampResp; the token is not looked at yet. Throws CmsFault. */
export function readTimestampResponse(der: Uint8Array): TimestampResponse {
  if (der.length > MAX_RESPONSE_BYTES) throw new CmsFault('time-stamp response: too large');
  const whole = parseBer(der, 'time-stamp response');
  if (whole.tag !== 0x30) throw new CmsFault('time-stamp response: not a SEQUENCE');
  const inside = whole.inside();
  const info = inside.take(0x30, 'PKIStatusInfo').inside();
  const status = readSmallInteger(info.take(0x02, 'status'));
  // 0 granted, 1 granted with modifications.
  if (status > 1) return { granted: false, status, ...readRefusal(info) };
  const token = inside.take(0x30, 'timeStampToken').raw;
  inside.finish('time-stamp response');
  return { granted: true, token };
}

function readRefusal(info: Cursor): { text: string; failure?: TimestampFailure } {
  const texts: string[] = [];
  for (const element of info.optional(0x30, 'statusString')?.inside().rest('statusString') ?? []) {
    if (element.tag !== 0x0c || texts.length >= MAX_TEXTS) throw new CmsFault('statusString: not a few UTF8Strings');
    texts.push(new TextDecoder().decode(element.content.subarray(0, 1000)));
  }
  const bits = info.optional(0x03, 'failInfo')?.content.subarray(1, 9) ?? new Uint8Array();
  const isSet = (bit: number) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
  const found = Object.entries(TIMESTAMP_FAILURES).find(([, bit]) => isSet(bit));
  return { text: texts.join('; '), ...(found !== undefined && { failure: found[0] as TimestampFailure }) };
}

import { decodeBase64, encodeBase64Line } from './base64-text.ts';
import type { HeadEvidence } from './judge-head.ts';
import { listOf, objectOf } from './read-json.ts';

const MAX_WITNESSES = 64;

/** A signed head as JSON holds it: CMS in base64. */
export interface HeadJson {
  readonly p7m: string;
  readonly timestamp: string | null;
  readonly countersignatures: readonly string[];
}

export function headJson({ p7m, timestamp, countersignatures }: HeadEvidence): HeadJson {
  return {
    p7m: encodeBase64Line(p7m),
    timestamp: timestamp === undefined ? null : encodeBase64Line(timestamp),
    countersignatures: countersignatures.map(encodeBase64Line),
  };
}

/** Throws EvidenceFault; nothing in it is verified yet. Members it doesn't know are nobody's business. */
export function readHeadJson(value: unknown): HeadEvidence {
  const { p7m, timestamp = null, countersignatures } = objectOf(value);
  return {
    p7m: decodeBase64(p7m, 'evidence: head'),
    countersignatures: listOf(countersignatures, MAX_WITNESSES).map((one) =>
      decodeBase64(one, 'evidence: countersignature'),
    ),
    ...(timestamp !== null && { timestamp: decodeBase64(timestamp, 'evidence: time-stamp') }),
  };
}

import { hex } from '#mime';
import { decodeBase64, encodeBase64Line } from './base64-text.ts';
import { EvidenceFault } from './fault.ts';
import { fromHex, hashFromHex } from './hex-text.ts';
import type { InclusionEvidence } from './inclusion-evidence.ts';
import type { HeadEvidence } from './judge-head.ts';

/** Records in one text; a day of a million is no extract for a person. */
const MAX_RECORDS = 100_000;
const MAX_WITNESSES = 64;
const MAX_PATH = 64;

/**
 * Evidence as JSON, heads once each (docs/sealed-log.md): `{"inclusion":1,"heads":[{"p7m","timestamp","countersignatures"}],"records":[{"head",
 * "index","path","salt","record"}]}`; digests and salts in hex, CMS in base64, `record` the exact text, `head` a place in `heads`.
 */
export function writeInclusionEvidence(evidence: readonly InclusionEvidence[]): string {
  const heads = [...new Set(evidence.map(({ head }) => head))];
  const placeOf = new Map(heads.map((head, place) => [head, place]));
  return JSON.stringify({
    inclusion: 1,
    heads: heads.map(({ p7m, timestamp, countersignatures }) => ({
      p7m: encodeBase64Line(p7m),
      timestamp: timestamp === undefined ? null : encodeBase64Line(timestamp),
      countersignatures: countersignatures.map(encodeBase64Line),
    })),
    records: evidence.map(({ head, index, path, salt, record }) => ({
      head: placeOf.get(head)!,
      index,
      path: path.map(hex),
      salt: hex(salt),
      record,
    })),
  });
}

/** Reads such a text. Throws EvidenceFault when it is not one; nothing in it is verified yet. */
export function readInclusionEvidence(text: string): readonly InclusionEvidence[] {
  const { inclusion, heads, records } = objectOf(parse(text));
  if (inclusion !== 1) throw new EvidenceFault('evidence: not inclusion evidence of version 1');
  const known = listOf(heads, MAX_RECORDS).map(readHead);
  return listOf(records, MAX_RECORDS).map((value) => readRecord(objectOf(value), known));
}

function readHead(value: unknown): HeadEvidence {
  const { p7m, timestamp, countersignatures } = objectOf(value);
  return {
    p7m: decodeBase64(p7m, 'evidence: head'),
    countersignatures: listOf(countersignatures, MAX_WITNESSES).map((one) =>
      decodeBase64(one, 'evidence: countersignature'),
    ),
    ...(timestamp !== null && { timestamp: decodeBase64(timestamp, 'evidence: time-stamp') }),
  };
}

function readRecord(value: Record<string, unknown>, heads: readonly HeadEvidence[]): InclusionEvidence {
  const { record, index } = value;
  const head = heads[value.head as number];
  const salt = typeof value.salt === 'string' ? fromHex(value.salt) : undefined;
  if (head === undefined || salt?.length !== 16 || typeof record !== 'string' || !Number.isSafeInteger(index))
    throw new EvidenceFault('evidence: a record without head, index, salt or text');
  const path = listOf(value.path, MAX_PATH).map((one) => hashFromHex(one, 'evidence: path'));
  return { record, salt, index: index as number, path, head };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EvidenceFault('evidence: not JSON');
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new EvidenceFault('evidence: an object is missing');
  return value as Record<string, unknown>;
}

function listOf(value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw new EvidenceFault(`evidence: not a list of at most ${most}`);
  return value;
}

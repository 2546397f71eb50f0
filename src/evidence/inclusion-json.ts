import { hex } from '#mime';
import { EvidenceFault } from './fault.ts';
import { headJson, readHeadJson } from './head-json.ts';
import { fromHex, hashFromHex } from './hex-text.ts';
import type { InclusionEvidence } from './inclusion-evidence.ts';
import type { HeadEvidence } from './judge-head.ts';
import { listOf, objectOf, parseJson } from './read-json.ts';

/** Records in one text; a day of a million is no extract for a person. */
const MAX_RECORDS = 100_000;
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
    heads: heads.map(headJson),
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
  const { inclusion, heads, records } = objectOf(parseJson(text));
  if (inclusion !== 1) throw new EvidenceFault('evidence: not inclusion evidence of version 1');
  const known = listOf(heads, MAX_RECORDS).map(readHeadJson);
  return listOf(records, MAX_RECORDS).map((value) => readRecord(objectOf(value), known));
}

function readRecord(value: Record<string, unknown>, heads: readonly HeadEvidence[]): InclusionEvidence {
  const { record, index } = value;
  const head = Number.isSafeInteger(value.head) ? heads[value.head as number] : undefined;
  const salt = typeof value.salt === 'string' ? fromHex(value.salt) : undefined;
  if (head === undefined || salt?.length !== 16 || typeof record !== 'string' || !Number.isSafeInteger(index))
    throw new EvidenceFault('evidence: a record without head, index, salt or text');
  const path = listOf(value.path, MAX_PATH).map((one) => hashFromHex(one, 'evidence: path'));
  return { record, salt, index: index as number, path, head };
}

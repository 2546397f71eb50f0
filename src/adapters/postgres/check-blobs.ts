import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Blobs } from '#ports';
import type { Finding } from './check-finding.ts';
import { rowsToRope } from './rope-rows.ts';

/** Every reference names a blob that is there and long enough (design 5, invariant 4). */
export async function checkBlobs(client: pg.ClientBase, blobs: Blobs): Promise<Finding[]> {
  const sizes = new Map<string, number>();
  for await (const { blob, size } of blobs.list()) sizes.set(blob, size);
  const findings: Finding[] = [];
  const { rows } = await client.query<{ blob: string; needed: number; message: string }>(
    'SELECT blob, max(start + length) AS needed, min(message) AS message FROM message_blob GROUP BY blob',
  );
  for (const { blob, needed, message } of rows) {
    const size = sizes.get(blob);
    const where = `${blob} of message ${message}`;
    if (size === undefined) findings.push({ rule: 'blob-missing', what: 'is named but does not exist', where });
    else if (size < needed)
      findings.push({ rule: 'blob-size', what: `has ${size} octets, ${needed} are named`, where });
  }
  return findings;
}

interface MixedRow {
  readonly id: string;
  readonly sha256: string;
  readonly literal: Buffer;
  readonly layout: readonly number[];
  readonly slices: readonly { readonly blob: string; readonly offset: number; readonly length: number }[] | null;
}

/** Reads every message that has blobs, octet by octet; those of literals alone are judged in the database. */
export async function checkDigests(client: pg.ClientBase, blobs: Blobs): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (let after = ''; ; ) {
    const { rows } = await client.query<MixedRow>(
      `SELECT id, encode(sha256, 'hex') AS sha256, literal, layout, (
          SELECT json_agg(json_build_object('blob', blob, 'offset', start, 'length', length) ORDER BY ordinal)
          FROM message_blob WHERE message = id) AS slices
        FROM message WHERE layout IS NOT NULL AND id > $1 ORDER BY id LIMIT 50`,
      [after],
    );
    if (rows.length === 0) return findings;
    for (const row of rows) findings.push(...(await checkDigest(row, blobs)));
    after = rows.at(-1)!.id;
  }
}

async function checkDigest(row: MixedRow, blobs: Blobs): Promise<Finding[]> {
  const { id, sha256, literal, layout, slices } = row;
  const digest = createHash('sha256');
  try {
    for await (const piece of blobs.read(rowsToRope({ literal, layout, slices: slices ?? [] }))) digest.update(piece);
  } catch (error) {
    return [
      { rule: 'message-digest', what: `cannot be read: ${error instanceof Error ? error.message : error}`, where: id },
    ];
  }
  if (digest.digest('hex') === sha256) return [];
  return [{ rule: 'message-digest', what: 'has octets of another digest', where: id }];
}

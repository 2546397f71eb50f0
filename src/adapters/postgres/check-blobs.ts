import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Blobs } from '#ports';
import type { Finding, Findings, RuleText } from './check-finding.ts';
import type { CheckReader } from './check-reader.ts';
import { rowsToRope } from './rope-rows.ts';

export const BLOB_RULES: readonly RuleText[] = [
  { rule: 'blob-missing', says: 'Every body that a message names is a file that is there.' },
  { rule: 'blob-size', says: 'Every body is as long as the messages that name it say.' },
];

/** Every reference names a blob that is there and long enough (invariant 4 of ARCHITECTURE.md). */
export async function checkBlobs(reader: CheckReader, blobs: Blobs, findings: Findings): Promise<void> {
  await reader.page(async (client) => {
    // The rows first: what is written meanwhile is then not missed among the files.
    const { rows } = await client.query<{ blob: string; needed: number; message: string }>(
      'SELECT blob, max(start + length) AS needed, min(message) AS message FROM message_blob GROUP BY blob',
    );
    const sizes = new Map<string, number>();
    for await (const { blob, size } of blobs.list()) sizes.set(blob, size);
    for (const { blob, needed, message } of rows) {
      const size = sizes.get(blob);
      const where = `${blob} of message ${message}`;
      if (size === undefined) findings.add({ rule: 'blob-missing', what: 'is named but does not exist', where });
      else if (size < needed)
        findings.add({ rule: 'blob-size', what: `has ${size} octets, ${needed} are named`, where });
    }
  });
}

interface MixedRow {
  readonly id: string;
  readonly sha256: string;
  readonly literal: Buffer;
  readonly layout: readonly number[];
  readonly slices: readonly { readonly blob: string; readonly offset: number; readonly length: number }[] | null;
}

/** So many are read together; each may be long, so that there is a rest after each. */
const PAGE = 50;

/** Reads every message that has blobs, octet by octet; those of literals alone are judged in the database. */
export async function checkDigests(reader: CheckReader, blobs: Blobs, findings: Findings): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await reader.page((client) => mixedMessages(client, after));
    if (rows.length === 0) return;
    for (const row of rows) {
      const finding = await checkDigest(row, blobs);
      if (finding) findings.add(finding);
      await reader.rest();
    }
    after = rows.at(-1)!.id;
  }
}

async function mixedMessages(client: pg.ClientBase, after: string): Promise<readonly MixedRow[]> {
  const { rows } = await client.query<MixedRow>(
    `SELECT id, encode(sha256, 'hex') AS sha256, literal, layout, (
        SELECT json_agg(json_build_object('blob', blob, 'offset', start, 'length', length) ORDER BY ordinal)
        FROM message_blob WHERE message = id) AS slices
      FROM message WHERE layout IS NOT NULL AND id > $1 ORDER BY id LIMIT ${PAGE}`,
    [after],
  );
  return rows;
}

async function checkDigest(row: MixedRow, blobs: Blobs): Promise<Finding | undefined> {
  const { id, sha256, literal, layout, slices } = row;
  const wrong = (what: string): Finding => ({ rule: 'message-digest', what, where: id });
  const digest = createHash('sha256');
  try {
    for await (const piece of blobs.read(rowsToRope({ literal, layout, slices: slices ?? [] }))) digest.update(piece);
  } catch (error) {
    return wrong(`cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return digest.digest('hex') === sha256 ? undefined : wrong('has octets of another digest');
}

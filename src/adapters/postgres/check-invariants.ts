import type { Instant } from '#pec';
import type { AuditMessage, Blobs } from '#ports';
import { checkBlobs, checkDigests } from './check-blobs.ts';
import { checkRows, type Finding } from './check-finding.ts';
import { checkJobs } from './check-jobs.ts';
import { checkLog } from './check-log.ts';
import { connect, type PostgresConnection } from './connection.ts';
import { FOLDER_RULES } from './folder-rules.ts';
import { LOGIN_RULES } from './login-rules.ts';
import { ROW_RULES } from './row-rules.ts';

export interface InvariantCheck {
  /** The server role's or the owner's; nothing is written. */
  readonly connection: PostgresConnection;
  readonly blobs: Blobs;
  /** Legal time: what is younger than a day may still be under way. */
  readonly now: Instant;
  /** Judges what the log tells of each message. */
  readonly audit: AuditMessage;
}

/**
 * `ceralacca check`: the invariants of design 5 and the auditor's of spec 15.4, over one snapshot; the provider may go on
 * working meanwhile. No finding means that all of them hold.
 */
export async function checkInvariants({ connection, blobs, now, audit }: InvariantCheck): Promise<readonly Finding[]> {
  const client = await connect(connection, 'check');
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return [
      ...(await checkRows(client, [...ROW_RULES, ...FOLDER_RULES, ...LOGIN_RULES], now)),
      ...(await checkJobs(client)),
      ...(await checkBlobs(client, blobs)),
      ...(await checkDigests(client, blobs)),
      ...(await checkLog(client, audit, now)),
    ];
  } finally {
    await client.end();
  }
}

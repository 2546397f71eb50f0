import type pg from 'pg';
import { SCHEMA_VERSION } from './migrate.ts';

interface Facts {
  readonly version: number;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly superuser: boolean;
  readonly may_change_log: boolean | null;
}

/** A database that would break our word. The message names the setting and what to do. */
export class UnsafeDatabase extends Error {
  override name = 'UnsafeDatabase';
}

/**
 * Refuses a database on which a commit would not be durable, or whose role could rewrite the log (ARCHITECTURE.md,
 * invariants 1 and 5), then makes every commit of this session wait for the disk.
 */
export async function refuseUnsafe(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Facts>(`
    SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync,
      current_setting('full_page_writes') AS full_page_writes, current_setting('synchronous_commit') AS synchronous_commit,
      (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
      has_table_privilege(to_regclass('log_record'), 'UPDATE, DELETE, TRUNCATE') OR EXISTS (SELECT FROM pg_inherits
        WHERE inhparent = to_regclass('log_record') AND has_table_privilege(inhrelid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
        AS may_change_log`);
  const facts = rows[0]!;
  const faults = [...settingFaults(facts), ...(await roleFaults(client, facts))];
  if (faults.length > 0) throw new UnsafeDatabase(`this database cannot be used: ${faults.join('; ')}`);
  if (facts.synchronous_commit !== 'remote_apply') await client.query('SET synchronous_commit = on');
}

function settingFaults(facts: Facts): readonly string[] {
  const faults: string[] = [];
  if (facts.version < 150000)
    faults.push(`PostgreSQL 15 or later is needed, this is ${Math.floor(facts.version / 10000)}`);
  if (facts.fsync === 'off')
    faults.push('fsync is off: a power cut would lose or damage certified mail; set fsync = on');
  if (facts.full_page_writes === 'off')
    faults.push('full_page_writes is off: a power cut could damage pages; set it on');
  if (facts.synchronous_commit === 'off') {
    faults.push('synchronous_commit is off: commits are answered before they are durable; set synchronous_commit = on');
  }
  return faults;
}

async function roleFaults(client: pg.Client, facts: Facts): Promise<readonly string[]> {
  if (facts.superuser) return ['the server must not run as a database superuser; give it a role of its own'];
  if (facts.may_change_log === null) return ['it has no tables yet: run the migrations first'];
  if (facts.may_change_log)
    return ['this role may change the message log; the server needs a role other than the owner'];
  const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
  const version = rows[0]?.version ?? 0;
  return version === SCHEMA_VERSION
    ? []
    : [
        `its schema is ${version}, this program needs ${SCHEMA_VERSION}: start the provider anew with this program, which migrates it`,
      ];
}

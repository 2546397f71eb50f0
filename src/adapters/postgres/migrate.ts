import pg from 'pg';
import { connect, type PostgresConnection } from './connection.ts';
import { LOG_FUNCTIONS, LOG_OWNER_FUNCTIONS, logFunctions } from './log-functions.ts';
import { MAIL_FUNCTIONS, mailFunctions } from './mail-functions.ts';
import { migration0001 } from './migration-0001.ts';
import { migration0002 } from './migration-0002.ts';
import { migration0003 } from './migration-0003.ts';
import { migration0004 } from './migration-0004.ts';
import { migration0005 } from './migration-0005.ts';
import { migration0006 } from './migration-0006.ts';
import { migration0007 } from './migration-0007.ts';
import { migration0008 } from './migration-0008.ts';
import { migration0009 } from './migration-0009.ts';
import { migration0010 } from './migration-0010.ts';

/** In order; a migration that was released is never changed, a new one follows it. */
const MIGRATIONS: readonly string[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
  migration0008,
  migration0009,
  migration0010,
];

/** What this program's schema is called; a database that says more was written by a newer program. */
export const SCHEMA_VERSION = MIGRATIONS.length;

const MIGRATION_LOCK = 7_305_101;

/**
 * Brings the database to `SCHEMA_VERSION` and gives the server role its rights: everything on the tables, but on the log and the
 * virus store only INSERT and SELECT (invariant 5 of ARCHITECTURE.md; RFC 6109 2.2.4), and nothing on the log's partitions; the numbers of
 * records are the database's. The functions are made anew each time. `owner` must own the database or its schema; `serverRole` must exist.
 * Throws when the database is newer than this program. Safe to call by two processes at once.
 *
 * `upTo`: tables of an older program, to be filled from its backup; the rest is done by the next call.
 */
export async function migrate(owner: PostgresConnection, serverRole: string, upTo = SCHEMA_VERSION): Promise<void> {
  const client = await connect(owner, 'migration').catch(unreachable);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)');
    const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
    const found = rows[0]?.version ?? 0;
    if (found > SCHEMA_VERSION) {
      throw new Error(`the database has schema ${found}, this program knows ${SCHEMA_VERSION}: run the newer program`);
    }
    for (let version = found + 1; version <= upTo; version++) await step(client, version);
    if (upTo < SCHEMA_VERSION) return;
    await client.query(mailFunctions);
    await client.query(logFunctions);
    await client.query(rights(serverRole));
  } finally {
    await client.end();
  }
}

/** The first that is heard of a database that is not there. Of a name with several addresses the system's fault has no words of its own. */
function unreachable(cause: NodeJS.ErrnoException & { readonly errors?: readonly Error[] }): never {
  const why = cause.message || (cause.errors?.map(({ message }) => message).join('; ') ?? cause.code);
  throw new Error(`the database cannot be reached: ${why}`, { cause });
}

async function step(client: pg.Client, version: number): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(MIGRATIONS[version - 1]!);
    await client.query('DELETE FROM schema_version');
    await client.query('INSERT INTO schema_version VALUES ($1)', [version]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

function rights(serverRole: string): string {
  const role = pg.escapeIdentifier(serverRole);
  const called = [...MAIL_FUNCTIONS, ...LOG_FUNCTIONS].join(', ');
  return `
    GRANT USAGE ON SCHEMA public TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
    REVOKE UPDATE, DELETE, TRUNCATE ON log_record, quarantine FROM ${role};
    REVOKE INSERT ON log_record FROM ${role};
    GRANT INSERT (instant, event, sender, recipients, identificativo, msgid, record) ON log_record TO ${role};
    REVOKE INSERT, UPDATE, DELETE ON schema_version FROM ${role};
    DO $$
    DECLARE
      month regclass;
    BEGIN
      FOR month IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'log_record'::regclass LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %s', month, ${pg.escapeLiteral(role)});
      END LOOP;
    END $$;
    GRANT USAGE ON SEQUENCE folder_id_seq TO ${role};
    REVOKE EXECUTE ON FUNCTION ${[called, ...LOG_OWNER_FUNCTIONS].join(', ')} FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION ${called} TO ${role};`;
}

import type pg from 'pg';
import { sqlState } from './connection.ts';

/** A backup holds it alone, whoever removes files holds it with others. A session's: it goes with whoever is killed. */
const BACKUP_LOCK = 7_305_105;
const LOCK_NOT_AVAILABLE = '55P03';

/** Runs `work`, which removes files; not while a backup still copies them: then it answers false, and it is for another time. */
export async function unlessBackup(pool: pg.Pool, work: () => Promise<void>): Promise<boolean> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock_shared($1) AS mine', [
      BACKUP_LOCK,
    ]);
    if (!rows[0]!.mine) return false;
    try {
      await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock_shared($1)', [BACKUP_LOCK]);
    }
    return true;
  } finally {
    client.release();
  }
}

/** Until this session ends no file is removed. Waits for a batch of removals that is under way. */
export async function holdRemovals(client: pg.Client): Promise<void> {
  try {
    await client.query("SET lock_timeout = '30s'");
    await client.query('SELECT pg_advisory_lock($1)', [BACKUP_LOCK]);
    await client.query('SET lock_timeout = 0');
  } catch (fault) {
    if (sqlState(fault) !== LOCK_NOT_AVAILABLE) throw fault;
    throw new Error('another backup of this provider is under way', { cause: fault });
  }
}

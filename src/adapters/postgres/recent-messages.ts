import type pg from 'pg';
import { folderKey } from './mail-folder-row.ts';

/** By the key of `placement`, and of each folder only what is behind the mark. */
export async function recentCounts(pool: pg.Pool, folders: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ readonly id: number; readonly recent: number }>({
    name: 'recent-counts',
    text: `SELECT id, (SELECT count(*) FROM placement p WHERE p.folder = f.id AND p.uid > f.recent_uid) AS recent
      FROM folder f WHERE id = ANY ($1::bigint[])`,
    values: [folders.map(folderKey)],
  });
  return new Map(rows.map(({ id, recent }) => [`${id}`, recent]));
}

/**
 * Raises the mark; of two who come at once the second sees what the first left. Not a change of the folder, so neither the gate nor a
 * MODSEQ, and the disk is not waited for: after a crash some messages are recent once more.
 */
export async function claimRecent(pool: pg.Pool, folder: string, upTo: number): Promise<number> {
  const { rows } = await pool.query<{ readonly after: number }>({
    name: 'claim-recent',
    text: `WITH soon AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
        before AS MATERIALIZED (SELECT id, recent_uid FROM folder WHERE id = $1 AND recent_uid < $2 FOR UPDATE)
      UPDATE folder f SET recent_uid = $2 FROM before, soon WHERE f.id = before.id RETURNING before.recent_uid AS after`,
    values: [folderKey(folder), upTo],
  });
  return rows[0]?.after ?? upTo;
}

import type pg from 'pg';
import type { LogArchive, NamedDocument } from '#ports';

/** What sealing needs of the database; the functions are the owner's (`log-functions.ts`). */
export function logArchive(pool: pg.Pool): LogArchive {
  return {
    async logCut() {
      const { rows } = await pool.query<{ cut: number }>('SELECT log_cut() AS cut');
      return rows[0]!.cut;
    },
    async openLogMonths(first, last) {
      await pool.query('SELECT log_open_months($1, $2)', [first, last]);
    },
    async documents(prefix, { limit, after = '' }) {
      const { rows } = await pool.query<NamedDocument>(
        'SELECT name, bytes, at FROM document WHERE name > $1 AND name >= $2 AND name < $3 ORDER BY name LIMIT $4',
        [after, prefix, `${prefix}\u{10ffff}`, limit],
      );
      return rows;
    },
  };
}

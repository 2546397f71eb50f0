import type pg from 'pg';

/** What is written down for each message beside its octets: of what was sent, and of what was issued or received. */
export type RetainedKind = 'dispatch' | 'seen';

/** One look through part of a table, in the order of its key. */
export interface RetainedPage {
  /** Old enough: removed, or only counted. */
  readonly count: number;
  /** Where the next look begins; absent at the end. */
  readonly next?: string;
}

const PAGE = 5_000;

/** What is still owed, by a deadline or a job, is never old. */
const OLD = {
  dispatch: `accepted_at < $3 AND NOT EXISTS (
    SELECT FROM tracking t WHERE t.identificativo = page.key AND t.due_at IS NOT NULL)`,
  seen: `message COLLATE "C" < $3 AND message ~ '^[0-9a-z]+$' AND NOT EXISTS (
    SELECT FROM job j WHERE substring(j.work::text FROM '"messageId":"([^"]*)"') = page.message)`,
} as const;

const READ = {
  dispatch: `WITH page AS MATERIALIZED (SELECT identificativo AS key, accepted_at FROM dispatch
    WHERE identificativo > $1 ORDER BY identificativo LIMIT $2)`,
  seen: `WITH page AS MATERIALIZED (SELECT key, message FROM seen WHERE key > $1 ORDER BY key LIMIT $2)`,
} as const;

const REMOVE = {
  dispatch: `, tracked AS (DELETE FROM tracking t USING old WHERE t.identificativo = old.key),
    gone AS (DELETE FROM dispatch d USING old WHERE d.identificativo = old.key)`,
  seen: ', gone AS (DELETE FROM seen s USING old WHERE s.key = old.key)',
} as const;

/**
 * Looks at the next rows after `after` and removes those that are older than `before`: an instant of acceptance, or the beginning of a message
 * id, which tells its instant. Page by page, so that nobody waits for it.
 */
export async function removeRetained(
  pool: pg.Pool,
  kind: RetainedKind,
  { before, after, isDryRun }: { readonly before: number | string; readonly after: string; readonly isDryRun: boolean },
): Promise<RetainedPage> {
  const sql = `${READ[kind]}, old AS MATERIALIZED (SELECT key FROM page WHERE ${OLD[kind]})${isDryRun ? '' : REMOVE[kind]}
    SELECT (SELECT count(*) FROM old) AS count, (SELECT count(*) FROM page) AS read, (SELECT max(key) FROM page) AS last`;
  const { rows } = await pool.query<{ count: number; read: number; last: string }>(sql, [after, PAGE, before]);
  const { count, read, last } = rows[0]!;
  return { count, ...(read === PAGE && { next: last }) };
}

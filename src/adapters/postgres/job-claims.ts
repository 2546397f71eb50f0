import type pg from 'pg';
import type { Job, JobQueue, JobsAsked, Store, Work } from '#ports';

interface JobRow {
  readonly id: string;
  readonly queue: string;
  readonly work: Work;
  readonly run_at: number;
  readonly expires_at: number;
  readonly attempts: number;
  readonly token: string | null;
  readonly last_error: string | null;
}

function toJob(row: JobRow): Job {
  const { id, queue, work, attempts, last_error: lastError } = row;
  const job = { id, work, queue, runAt: row.run_at, expiresAt: row.expires_at, attempts, token: row.token ?? '' };
  return lastError === null ? job : { ...job, lastError };
}

/**
 * A lease that begins later than this after our own clock was given before the machine's clock began anew: it is over. The
 * margin is for processes whose readings are a moment apart.
 */
const CLOCK_MARGIN_MS = 60_000;

/** Jobs being taken or finished by others are passed over, never waited for. */
export async function claimJobs(pool: pg.Pool, claim: Parameters<Store['claimJobs']>[0]): Promise<readonly Job[]> {
  const { rows } = await pool.query<JobRow>({
    name: 'claim-jobs',
    text: `WITH due AS MATERIALIZED (
        SELECT id FROM job WHERE run_at <= $1
          AND (leased_until IS NULL OR leased_until <= $2 OR leased_at > $2 + ${CLOCK_MARGIN_MS}
            OR starts_with(token, $6) AND NOT starts_with(token, $5 || ':')
            OR starts_with(token, $5 || ':') AND leased_at < $7 AND NOT id = ANY($8::text[]))
        ORDER BY run_at, id LIMIT $4 FOR UPDATE SKIP LOCKED)
      UPDATE job j SET attempts = j.attempts + 1, token = $5 || ':' || (j.attempts + 1),
        leased_at = $2, leased_until = $2::float8 + $3
      FROM due WHERE j.id = due.id
      RETURNING j.id, queue, work, run_at, expires_at, attempts, token, last_error`,
    values: [
      ...[claim.now, claim.monotonicNow, claim.leaseMs, claim.limit, claim.worker, claim.dead ?? null],
      ...[claim.mislaid?.leasedBefore ?? null, claim.mislaid?.inHand ?? null],
    ],
  });
  const jobs = rows.map(toJob);
  return jobs.sort((a, b) => a.runAt - b.runAt || (a.id < b.id ? -1 : 1));
}

export async function countJobs(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({
    name: 'open-jobs',
    text: 'SELECT count(*) AS count FROM job',
  });
  return rows[0]!.count;
}

const COLUMNS = 'id, queue, work, run_at, expires_at, attempts, token, last_error';

export async function listJobs(
  pool: pg.Pool,
  limit: number,
  { queue, after }: JobsAsked = {},
): Promise<readonly Job[]> {
  const { rows } = await pool.query<JobRow>(
    `SELECT ${COLUMNS} FROM job
     WHERE ($2::text IS NULL OR queue = $2) AND ($3::float8 IS NULL OR (run_at, id) > ($3, $4::text))
     ORDER BY run_at, id LIMIT $1`,
    [limit, queue ?? null, after?.runAt ?? null, after?.id ?? null],
  );
  return rows.map(toJob);
}

export async function readJob(pool: pg.Pool, id: string): Promise<Job | undefined> {
  const { rows } = await pool.query<JobRow>(`SELECT ${COLUMNS} FROM job WHERE id = $1`, [id]);
  return rows.map(toJob)[0];
}

export async function readJobQueues(pool: pg.Pool): Promise<readonly JobQueue[]> {
  const { rows } = await pool.query<JobQueue & { readonly lastError: string | null }>(
    `SELECT queue, count(*) AS jobs, min(expires_at) AS "expiresAt", min(run_at) AS "runAt",
       (array_agg(last_error ORDER BY run_at, id) FILTER (WHERE last_error IS NOT NULL))[1] AS "lastError"
     FROM job GROUP BY queue ORDER BY min(expires_at), queue`,
  );
  return rows.map(({ lastError, ...row }) => (lastError === null ? row : { ...row, lastError }));
}

import type pg from 'pg';

/** Of these blobs, those that some message names. */
export async function namedBlobs(pool: pg.Pool, blobs: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ blob: string }>('SELECT DISTINCT blob FROM message_blob WHERE blob = ANY ($1)', [
    blobs,
  ]);
  return new Set(rows.map((row) => row.blob));
}

import type pg from 'pg';

/** What went through in one hour: receipts and notices issued here. `at`: its first instant. */
export interface HourCount {
  readonly at: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly failed: number;
}

/** By hour since `from`, counted in the database; hours without anything are left out. */
export async function hourCounts(pool: pg.Pool, from: number): Promise<readonly HourCount[]> {
  const { rows } = await pool.query<Record<keyof HourCount, number>>({
    name: 'hour-counts',
    text: `SELECT instant - instant % 3600000 AS at,
        count(*) FILTER (WHERE event = 'Accettazione') AS accepted,
        count(*) FILTER (WHERE event = 'Consegna') AS delivered,
        count(*) FILTER (WHERE event IN ('MancataConsegna', 'MancataConsegnaVirus')) AS failed
      FROM log_record
      WHERE instant >= $1 AND event IN ('Accettazione', 'Consegna', 'MancataConsegna', 'MancataConsegnaVirus')
      GROUP BY 1 ORDER BY 1`,
    values: [from],
  });
  return rows.map(({ at, accepted, delivered, failed }) => {
    return { at: Number(at), accepted: Number(accepted), delivered: Number(delivered), failed: Number(failed) };
  });
}

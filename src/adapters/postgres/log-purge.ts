import type { LogPurge, Quarantined } from '#ports';
import { connect, type PostgresConnection } from './connection.ts';

const MONTH = /^log_record_(\d{4})_(\d\d)$/;

/** The document whose instant says from when on the log is whole: months before it were removed. */
export const WHOLE_FROM = 'log/whole-from';

/** Ends the month in Rome, as its partition does. */
const TELL_REMOVED = `INSERT INTO document (name, bytes, at)
  VALUES ($1, '', extract(epoch FROM ($2::timestamp + interval '1 month') AT TIME ZONE 'Europe/Rome')::bigint * 1000)
  ON CONFLICT (name) DO UPDATE SET at = greatest(document.at, excluded.at)`;

/**
 * What the owner of the database removes, on one connection. Dropping a month waits for a moment in which nobody writes into the log or
 * reads it, and gives up after some seconds: who asks, asks again.
 */
export async function openLogPurge(owner: PostgresConnection): Promise<LogPurge & AsyncDisposable> {
  const client = await connect(owner, 'purge');
  await client.query("SET lock_timeout = '5s'");
  return {
    async months() {
      const { rows } = await client.query<{ name: string }>(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'log_record'::regclass ORDER BY 1",
      );
      const found = [];
      for (const { name } of rows) {
        const [, year, month] = MONTH.exec(name) ?? [];
        if (year === undefined) continue;
        const last = await client.query<{ seq: number | null }>(`SELECT max(seq) AS seq FROM ${name}`);
        found.push({ month: `${year}-${month}`, lastSeq: last.rows[0]?.seq ?? 0 });
      }
      return found;
    },
    async dropMonth(month) {
      const name = `log_record_${month.replace('-', '_')}`;
      if (!MONTH.test(name)) throw new RangeError(`${month} is no month`);
      await client.query('BEGIN');
      try {
        await client.query(TELL_REMOVED, [WHOLE_FROM, `${month}-01`]);
        await client.query(`DROP TABLE ${name}`);
        await client.query('COMMIT');
      } catch (fault) {
        await client.query('ROLLBACK');
        throw fault;
      }
    },
    async quarantinedBefore(at, limit) {
      const { rows } = await client.query<{ record: Quarantined }>(
        'SELECT record FROM quarantine WHERE at < $1 ORDER BY at, id LIMIT $2',
        [at, limit],
      );
      return rows.map(({ record }) => record);
    },
    async removeQuarantined(ids) {
      await client.query('DELETE FROM quarantine WHERE id = ANY ($1)', [ids]);
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

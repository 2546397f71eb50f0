import type { LogPurge, Quarantined } from '#ports';
import { connect, type PostgresConnection } from './connection.ts';

const MONTH = /^log_record_(\d{4})_(\d\d)$/;

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
      await client.query(`DROP TABLE ${name}`);
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

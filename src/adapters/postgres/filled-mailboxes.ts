import type pg from 'pg';
import type { Mailbox } from '#ports';

export interface FilledMailbox {
  readonly mailbox: Mailbox;
  readonly usedBytes: number;
}

/** Mailboxes that use at least `percent` hundredths of their quota. One look over the counters of use, which are few and small. */
export async function filledMailboxes(pool: pg.Pool, percent: number): Promise<readonly FilledMailbox[]> {
  const { rows } = await pool.query<{ record: Mailbox; used_bytes: number }>({
    name: 'filled-mailboxes',
    text: `SELECT m.record, u.used_bytes FROM mailbox_use u JOIN mailbox m ON m.id = u.mailbox
      WHERE u.used_bytes > 0 AND u.used_bytes::numeric * 100 >= m.quota_bytes::numeric * $1`,
    values: [percent],
  });
  return rows.map(({ record, used_bytes: usedBytes }) => ({ mailbox: record, usedBytes }));
}

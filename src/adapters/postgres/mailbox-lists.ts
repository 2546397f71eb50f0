import type pg from 'pg';
import type { Mailbox, MailboxQuery, MailboxRow, MailboxStatus, MailboxTotal } from '#ports';

interface ListedRow {
  readonly record: Mailbox;
  readonly used_bytes: number;
  readonly messages: number;
  readonly delegates: number;
}

/** Mailboxes as operators list them: one page, with what each holds, in one query. */
export async function findMailboxes(pool: pg.Pool, query: MailboxQuery): Promise<readonly MailboxRow[]> {
  const conditions = ['true'];
  const values: unknown[] = [];
  const where = (condition: string, value: unknown) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition.replaceAll('?', `$${values.length}`));
  };
  where('m.address > ?', query.after);
  where('m.address LIKE ?', query.domain && `%@${likeText(query.domain)}`);
  where(`m.record->>'organisation' = ?`, query.organisation);
  where(`m.record->>'office' = ?`, query.office);
  where('m.status = ANY (?)', query.statuses);
  where(
    `(m.address LIKE ? OR lower(m.record->>'holder') LIKE ?)`,
    query.text && `%${likeText(query.text.toLowerCase())}%`,
  );
  values.push(query.limit);
  const { rows } = await pool.query<ListedRow>(
    `SELECT m.record, coalesce(u.used_bytes, 0) AS used_bytes, coalesce(u.messages, 0) AS messages,
      (SELECT count(*) FROM mailbox_grant g WHERE g.mailbox = m.id) AS delegates
    FROM mailbox m LEFT JOIN mailbox_use u ON u.mailbox = m.id
    WHERE ${conditions.join(' AND ')} ORDER BY m.address LIMIT $${values.length}`,
    values,
  );
  return rows.map(({ record: mailbox, used_bytes: usedBytes, messages, delegates }) => {
    return { mailbox, usedBytes, messages, delegates: Number(delegates) };
  });
}

/** What people typed, as `LIKE` takes it for itself. */
const likeText = (text: string) => text.replace(/[\\%_]/g, '\\$&').replaceAll('\0', '');

interface TotalRow {
  readonly domain: string;
  readonly kind: Mailbox['kind'];
  readonly status: MailboxStatus;
  readonly organisation: string | null;
  readonly office: string | null;
  readonly mailboxes: number;
  readonly used_bytes: number;
  readonly quota_bytes: number;
}

/** All mailboxes in one pass. */
export async function mailboxTotals(pool: pg.Pool): Promise<readonly MailboxTotal[]> {
  const { rows } = await pool.query<TotalRow>(
    `SELECT split_part(m.address, '@', -1) AS domain, r.kind, m.status, r.organisation, r.office, count(*) AS mailboxes,
      coalesce(sum(u.used_bytes), 0)::bigint AS used_bytes, sum(m.quota_bytes)::float8 AS quota_bytes
    FROM mailbox m CROSS JOIN LATERAL json_to_record(m.record) AS r (kind text, organisation text, office text)
      LEFT JOIN mailbox_use u ON u.mailbox = m.id
    GROUP BY 1, 2, 3, 4, 5`,
  );
  return rows.map(({ organisation, office, used_bytes, quota_bytes, mailboxes, ...group }) => ({
    ...group,
    ...(organisation !== null && { organisation }),
    ...(office !== null && { office }),
    mailboxes: Number(mailboxes),
    usedBytes: Number(used_bytes),
    quotaBytes: quota_bytes,
  }));
}

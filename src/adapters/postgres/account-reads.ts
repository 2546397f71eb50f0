import type pg from 'pg';
import type { Domain, Folder, Mailbox, MailboxItem, MailboxUse } from '#ports';
import { BatchedRead } from './batched-read.ts';
import { flagReader } from './flag-text.ts';

export function mailboxReads(pool: pg.Pool, by: 'id' | 'address'): BatchedRead<Mailbox> {
  return new BatchedRead(async (keys) => {
    const { rows } = await pool.query<{ key: string; record: Mailbox }>({
      name: `mailboxes-by-${by}`,
      text: `SELECT ${by} AS key, record FROM mailbox WHERE ${by} = ANY ($1)`,
      values: [keys],
    });
    return new Map(rows.map((row) => [row.key, row.record]));
  });
}

export async function listMailboxes(pool: pg.Pool): Promise<readonly Mailbox[]> {
  const { rows } = await pool.query<{ record: Mailbox }>('SELECT record FROM mailbox ORDER BY address');
  return rows.map((row) => row.record);
}

export async function listDomains(pool: pg.Pool): Promise<readonly Domain[]> {
  const { rows } = await pool.query<{ record: Domain }>({
    name: 'domains',
    text: 'SELECT record FROM domain ORDER BY name',
  });
  return rows.map((row) => row.record);
}

export async function readMailboxUse(pool: pg.Pool, id: string): Promise<MailboxUse> {
  const { rows } = await pool.query<{ used_bytes: number; messages: number }>({
    name: 'mailbox-use',
    text: 'SELECT used_bytes, messages FROM mailbox_use WHERE mailbox = $1',
    values: [id],
  });
  return { usedBytes: rows[0]?.used_bytes ?? 0, messages: rows[0]?.messages ?? 0 };
}

export async function readFolderByName(pool: pg.Pool, mailbox: string, name: string): Promise<Folder | undefined> {
  const { rows } = await pool.query<{ name: string; uid_validity: number; uid_next: number }>({
    name: 'folder-by-name',
    text: 'SELECT name, uid_validity, uid_next FROM folder WHERE mailbox = $1 AND name = $2',
    values: [mailbox, name],
  });
  return rows[0] && { name: rows[0].name, uidValidity: rows[0].uid_validity, uidNext: rows[0].uid_next };
}

interface ItemRow {
  readonly uid: number;
  readonly message: string;
  readonly size: number;
  readonly internal_date: number;
  readonly flags: string;
}

export async function listItems(pool: pg.Pool, mailbox: string, folder: string): Promise<readonly MailboxItem[]> {
  const { rows } = await pool.query<ItemRow>({
    name: 'items',
    text: `SELECT uid, message, p.size, internal_date, flags FROM folder f JOIN placement p ON p.folder = f.id
      WHERE f.mailbox = $1 AND f.name = $2 ORDER BY uid`,
    values: [mailbox, folder],
  });
  const readFlags = flagReader();
  return rows.map(({ uid, message, size, internal_date: internalDate, flags }) => {
    return { uid, messageId: message, size, internalDate, flags: readFlags(flags) };
  });
}

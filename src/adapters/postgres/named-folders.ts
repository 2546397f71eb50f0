import type pg from 'pg';
import type { MailFolder } from '#ports';
import { FOLDER_COLUMNS, type FolderRow, toFolder } from './mail-folder-row.ts';

/** Those folders of a mailbox that bear one of the names, by name. */
export async function namedFolders(
  pool: pg.Pool,
  mailbox: string,
  names: readonly string[],
): Promise<readonly MailFolder[]> {
  const { rows } = await pool.query<FolderRow>({
    name: 'named-folders',
    text: `SELECT ${FOLDER_COLUMNS} FROM folder WHERE mailbox = $1 AND name = ANY ($2::text[]) ORDER BY name`,
    values: [mailbox, names],
  });
  return rows.map(toFolder);
}

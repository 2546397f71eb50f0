import type pg from 'pg';
import type { FolderChanges, FolderCounts, MailFolder, MailItem, UidRanges } from '#ports';
import { flagReader } from './flag-text.ts';
import { FOLDER_COLUMNS, type FolderRow, folderKey, toFolder } from './mail-folder-row.ts';
import { rangesBeside, rangesOf, rangesWithin, readMultirange, uidsIn } from './uid-ranges.ts';

export async function listMailFolders(pool: pg.Pool, mailbox: string): Promise<readonly MailFolder[]> {
  const { rows } = await pool.query<FolderRow>({
    name: 'mail-folders',
    text: `SELECT ${FOLDER_COLUMNS} FROM folder WHERE mailbox = $1 ORDER BY name`,
    values: [mailbox],
  });
  return rows.map(toFolder);
}

export async function readFolder(pool: pg.Pool, id: string): Promise<MailFolder | undefined> {
  const { rows } = await pool.query<FolderRow>({
    name: 'mail-folder',
    text: `SELECT ${FOLDER_COLUMNS} FROM folder WHERE id = $1`,
    values: [folderKey(id)],
  });
  return rows[0] && toFolder(rows[0]);
}

export async function readCounts(
  pool: pg.Pool,
  folders: readonly string[],
): Promise<ReadonlyMap<string, FolderCounts>> {
  const { rows } = await pool.query<FolderCounts & { readonly id: number }>({
    name: 'folder-counts',
    text: 'SELECT id, messages, unseen, deleted, size FROM folder WHERE id = ANY ($1::bigint[])',
    values: [folders.map(folderKey)],
  });
  return new Map(rows.map(({ id, ...counts }) => [`${id}`, counts]));
}

/** Items column by column: a fraction of what rows of objects cost. All null where there is none. */
export interface ItemColumns {
  readonly uid: readonly number[] | null;
  readonly modseq: readonly number[] | number;
  readonly message: readonly string[];
  readonly size: readonly number[];
  readonly internalDate: readonly number[];
  readonly savedAt: readonly number[];
  readonly flags: readonly string[];
  readonly thread: readonly (string | null)[];
}

export function toItems(columns: ItemColumns): readonly MailItem[] {
  const { uid, modseq, message, size, internalDate, savedAt, flags, thread } = columns;
  const readFlags = flagReader();
  const items: MailItem[] = [];
  for (let i = 0; i < (uid?.length ?? 0); i++) {
    const item = {
      uid: uid![i]!,
      modseq: typeof modseq === 'number' ? modseq : modseq[i]!,
      messageId: message[i]!,
      size: size[i]!,
      internalDate: internalDate[i]!,
      savedAt: savedAt[i]!,
      flags: readFlags(flags[i]!),
    };
    const name = thread[i]!;
    items.push(name === null ? item : { ...item, thread: name });
  }
  return items;
}

interface ChangesRow extends FolderRow {
  readonly vanished_floor: number;
  readonly items: ItemColumns;
  readonly vanished: readonly string[] | null;
  readonly present: readonly number[] | null;
}

const COLUMNS = `json_build_object('uid', array_agg(uid), 'modseq', array_agg(modseq), 'message', array_agg(message),
  'size', array_agg(size), 'internalDate', array_agg(internal_date), 'savedAt', array_agg(saved_at),
  'flags', array_agg(flags), 'thread', array_agg(thread))`;

/** One statement is one snapshot. Behind the floor, what vanished is every UID that is not present. */
export async function readChanges(pool: pg.Pool, folder: string, since: number): Promise<FolderChanges | undefined> {
  const all = since === 0;
  const { rows } = await pool.query<ChangesRow>({
    name: all ? 'folder-whole' : 'folder-changes',
    text: `SELECT ${FOLDER_COLUMNS}, vanished_floor,
        (SELECT ${COLUMNS} FROM (SELECT * FROM placement WHERE folder = f.id AND modseq > $2 ORDER BY uid) AS item) AS items,
        (SELECT json_agg(uids ORDER BY modseq) FROM vanished WHERE folder = f.id AND $2 > 0 AND modseq > $2) AS vanished,
        CASE WHEN $2 > 0 AND $2 < vanished_floor THEN
          (SELECT json_agg(uid) FROM (SELECT uid FROM placement WHERE folder = f.id ORDER BY uid) AS item) END AS present
      FROM folder f WHERE id = $1`,
    values: [folderKey(folder), since],
  });
  const row = rows[0];
  if (!row) return undefined;
  const vanished = all ? [] : uidsIn(goneRanges(row, since));
  return { folder: toFolder(row), items: toItems(row.items), vanished };
}

type Gone = Pick<ChangesRow, 'vanished_floor' | 'vanished' | 'present' | 'uid_next'>;

function goneRanges(row: Gone, since: number): UidRanges {
  if (since < row.vanished_floor) return rangesBeside(rangesOf(row.present ?? []), row.uid_next - 1);
  const ranges = (row.vanished ?? []).flatMap(readMultirange);
  return ranges.sort((a, b) => a[0] - b[0]);
}

export async function readVanished(
  pool: pg.Pool,
  folder: string,
  since: number,
  within: UidRanges | undefined,
): Promise<readonly number[]> {
  const { rows } = await pool.query<Gone>({
    name: 'vanished',
    text: `SELECT uid_next, vanished_floor,
        (SELECT json_agg(uids ORDER BY modseq) FROM vanished WHERE folder = f.id AND modseq > $2) AS vanished,
        CASE WHEN $2 < vanished_floor THEN
          (SELECT json_agg(uid) FROM (SELECT uid FROM placement WHERE folder = f.id ORDER BY uid) AS item) END AS present
      FROM folder f WHERE id = $1`,
    values: [folderKey(folder), since],
  });
  const row = rows[0];
  if (!row) return [];
  const gone = goneRanges(row, since);
  return uidsIn(within ? rangesWithin(gone, within) : gone);
}

export async function deletedUids(pool: pg.Pool, folder: string): Promise<readonly number[]> {
  const { rows } = await pool.query<{ uids: readonly number[] | null }>({
    name: 'deleted-uids',
    text: `SELECT (SELECT json_agg(uid ORDER BY uid) FROM placement p WHERE p.folder = f.id AND mail_has(flags, '\\Deleted')) AS uids
      FROM folder f WHERE id = $1 AND deleted > 0`,
    values: [folderKey(folder)],
  });
  return rows[0]?.uids ?? [];
}

export async function readSubscriptions(pool: pg.Pool, owner: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>({
    name: 'subscriptions',
    text: 'SELECT name FROM subscription WHERE owner = $1 ORDER BY name',
    values: [owner],
  });
  return rows.map((row) => row.name);
}

/** Most names somebody may subscribe to. */
const MAX_SUBSCRIPTIONS = 20_000;

/** Throws when there are too many. */
export async function putSubscription(pool: pg.Pool, owner: string, name: string, on: boolean): Promise<void> {
  const text = on
    ? `INSERT INTO subscription SELECT $1, $2
        WHERE (SELECT count(*) FROM subscription WHERE owner = $1) < ${MAX_SUBSCRIPTIONS}
          OR EXISTS (SELECT FROM subscription WHERE owner = $1 AND name = $2)
        ON CONFLICT (owner, name) DO UPDATE SET name = excluded.name`
    : 'DELETE FROM subscription WHERE owner = $1 AND name = $2';
  const { rowCount } = await pool.query({ name: on ? 'subscribe' : 'unsubscribe', text, values: [owner, name] });
  if (on && rowCount === 0) throw new RangeError(`${owner} subscribes to too many folders`);
}

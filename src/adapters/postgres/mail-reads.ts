import type pg from 'pg';
import type { FolderChanges, FolderCounts, MailFolder, MailItem, SpecialUse, UidRanges } from '#ports';
import { type BinaryRow, type CopyPart, copyOut } from './copy-out.ts';
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
    text: `SELECT id, uid_next AS "uidNext", highest_modseq AS "highestModseq", messages, unseen, deleted, size
      FROM folder WHERE id = ANY ($1::bigint[])`,
    values: [folders.map(folderKey)],
  });
  return new Map(rows.map(({ id, ...counts }) => [`${id}`, counts]));
}

/** One snapshot. Behind the floor, what vanished is every UID that is not present. */
export async function readChanges(pool: pg.Pool, id: string, since: number): Promise<FolderChanges | undefined> {
  const folder = new FolderPart(id);
  const gone = new GonePart(id, since);
  const items: MailItem[] = [];
  const readFlags = flagReader();
  const sql = `SELECT uid, modseq, message, size, internal_date, saved_at, flags, thread FROM placement
    WHERE folder = ${folderKey(id)} ${since > 0 ? `AND modseq > ${whole(since)}` : ''} ORDER BY uid`;
  const take = (row: BinaryRow) => items.push(readItem(row, readFlags));
  await copyOut(pool, [folder, ...(since > 0 ? gone.parts : []), { sql, take }]);
  return (
    folder.folder && {
      folder: folder.folder,
      items,
      vanished: uidsIn(gone.ranges(folder.folder)),
      vanishedAt: folder.vanishedAt,
    }
  );
}

export async function readVanished(
  pool: pg.Pool,
  id: string,
  since: number,
  within: UidRanges | undefined,
): Promise<readonly number[]> {
  const folder = new FolderPart(id);
  const gone = new GonePart(id, since);
  await copyOut(pool, [folder, ...gone.parts]);
  if (!folder.folder) return [];
  const ranges = gone.ranges(folder.folder);
  return uidsIn(within ? rangesWithin(ranges, within) : ranges);
}

/** A number as it can be written into SQL. */
function whole(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no MODSEQ`);
  return `${value}`;
}

function readItem(row: BinaryRow, readFlags: (text: string) => readonly string[]): MailItem {
  const item = {
    uid: row.int8(),
    modseq: row.int8(),
    messageId: row.text(),
    size: row.int8(),
    internalDate: row.int8(),
    savedAt: row.int8(),
    flags: readFlags(row.text()),
  };
  const thread = row.textOrNull();
  return thread === null ? item : { ...item, thread };
}

class FolderPart implements CopyPart {
  readonly sql: string;
  folder: MailFolder | undefined;
  /** MODSEQ of the last change by which something went. */
  vanishedAt = 0;

  constructor(id: string) {
    const vanishedAt = 'greatest(vanished_floor, (SELECT max(modseq) FROM vanished WHERE folder = folder.id))';
    this.sql = `SELECT ${FOLDER_COLUMNS}, ${vanishedAt} FROM folder WHERE id = ${folderKey(id)}`;
  }

  take(row: BinaryRow): void {
    this.folder = toFolder({
      id: row.int8(),
      mailbox: row.text(),
      name: row.text(),
      uid_validity: row.int8(),
      uid_next: row.int8(),
      highest_modseq: row.int8(),
      special_use: row.textOrNull() as SpecialUse | null,
      recent_uid: row.int8(),
    });
    this.vanishedAt = row.int8();
  }
}

/** What vanished since, and where that is no longer known, what is present. */
class GonePart {
  readonly parts: readonly CopyPart[];
  #vanished: (readonly [number, number])[] = [];
  #present: number[] | undefined;

  constructor(id: string, since: number) {
    const key = folderKey(id);
    const known = `SELECT uids::text FROM vanished WHERE folder = ${key} AND modseq > ${whole(since)}`;
    const floor = `SELECT id FROM folder WHERE id = ${key} AND vanished_floor > ${whole(since)}`;
    const present = `SELECT uid FROM placement WHERE folder = (${floor}) ORDER BY uid`;
    this.parts = [
      { sql: known, take: (row) => this.#vanished.push(...readMultirange(row.text())) },
      {
        sql: floor,
        take: () => {
          this.#present = [];
        },
      },
      { sql: present, take: (row) => this.#present?.push(row.int8()) },
    ];
  }

  ranges({ uidNext }: MailFolder): UidRanges {
    if (this.#present) return rangesBeside(rangesOf(this.#present), uidNext - 1);
    return this.#vanished.sort((a, b) => a[0] - b[0]);
  }
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

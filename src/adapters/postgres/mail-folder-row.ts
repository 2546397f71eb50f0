import type { MailFolder, SpecialUse } from '#ports';

export interface FolderRow {
  readonly id: number;
  readonly mailbox: string;
  readonly name: string;
  readonly uid_validity: number;
  readonly uid_next: number;
  readonly highest_modseq: number;
  readonly special_use: SpecialUse | null;
  readonly recent_uid: number;
}

export const FOLDER_COLUMNS = 'id, mailbox, name, uid_validity, uid_next, highest_modseq, special_use, recent_uid';

export function toFolder(row: FolderRow): MailFolder {
  const { mailbox, name, special_use: specialUse } = row;
  return {
    id: `${row.id}`,
    mailbox,
    name,
    uidValidity: row.uid_validity,
    uidNext: row.uid_next,
    highestModseq: row.highest_modseq,
    recentUid: row.recent_uid,
    ...(specialUse === null ? {} : { specialUse }),
  };
}

/** Ids are digits; whatever else is asked for names no folder. */
export function folderKey(id: string): string {
  return /^[1-9][0-9]{0,17}$/.test(id) ? id : '0';
}

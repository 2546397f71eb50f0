import type { Instant } from '#pec';
import type { MailFolder, MailStore, SpecialUse } from '#ports';
import { INBOX, RECEIPTS, SENT } from './folder-name.ts';

/** What every mailbox begins with (RFC 6154 2). */
const DEFAULTS: readonly (readonly [name: string, use?: SpecialUse])[] = [
  [INBOX],
  [SENT, '\\Sent'],
  ['Drafts', '\\Drafts'],
  ['Trash', '\\Trash'],
];

/** Those of which no program is the maker, and which every program is to show. */
export const USUAL_FOLDERS: readonly string[] = [...DEFAULTS.map(([name]) => name), RECEIPTS];

/** Born by what the server puts there, perhaps before the holder ever came. */
const BORN_BY_MAIL: readonly string[] = [INBOX, SENT, RECEIPTS];

/**
 * The folders of a mailbox. On the first opening the usual ones are made; one that the holder deleted later stays deleted, as long as
 * he keeps any folder of his own choice. INBOX always is there (RFC 9051 5.1).
 */
export async function openFolders(
  mailbox: string,
  store: Pick<MailStore, 'folders' | 'createFolder'>,
  at: Instant,
): Promise<readonly MailFolder[]> {
  const folders = await store.folders(mailbox);
  const names = new Set(folders.map(({ name }) => name));
  const isNew = folders.every(({ name }) => BORN_BY_MAIL.includes(name));
  const missing = DEFAULTS.filter(([name]) => !names.has(name) && (isNew || name === INBOX));
  if (missing.length === 0) return folders;
  // Another session may make them at the same moment: then they exist, and that is as good.
  for (const [name, use] of missing) await store.createFolder(mailbox, name, at, use);
  return await store.folders(mailbox);
}

import { type OpenedMessage, openMessage, rightsIn } from '#mailbox';
import type { MailFolder, StoredMessage } from '#ports';
import { NO_MESSAGE } from './refusals.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

/** A message that stands in a folder open to him. */
export interface OpenItem {
  readonly folder: MailFolder;
  readonly uid: number;
  readonly flags: readonly string[];
  readonly thread: string | undefined;
  readonly stored: StoredMessage;
  readonly message: OpenedMessage;
}

/** Throws `not-found`, also where he may not look: which of both is not told. */
export async function openItem(
  { box, login }: Pick<Author, 'box' | 'login'>,
  folderId: string,
  uid: number,
  { store, views, blobs }: Pick<WritingPorts, 'store' | 'views' | 'blobs'>,
): Promise<OpenItem> {
  const folder = await store.folder(folderId);
  if (folder === undefined || folder.mailbox !== box.mailbox.id) throw NO_MESSAGE;
  const overrides = box.level === 'own' ? [] : await store.folderRights([folderId]);
  if (!rightsIn(folderId, { ...box, login }, overrides).includes('r')) throw NO_MESSAGE;
  const opened = await views.open(folderId, folder);
  if (opened === undefined) throw NO_MESSAGE;
  using _closing = { [Symbol.dispose]: () => opened.close() };
  const item = opened.view.items.item(uid);
  const stored = item && (await store.message(item.messageId));
  if (item === undefined || stored === undefined) throw NO_MESSAGE;
  const { flags, thread } = item;
  return { folder, uid, flags, thread, stored, message: openMessage(stored, blobs) };
}

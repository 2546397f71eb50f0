import { type OpenedMessage, openMessage, rightsIn } from '#mailbox';
import type { MessageTree } from '#mime';
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

/** The part at a path as IMAP counts them (`2.1.3`, RFC 9051 6.4.5), attached messages descended into. */
export function partAt(tree: MessageTree, path: string): MessageTree | undefined {
  if (!/^\d{1,4}(\.\d{1,4}){0,40}$/.test(path)) return undefined;
  let at: MessageTree | undefined = tree;
  for (const level of path.split('.')) {
    const number = Number(level);
    const parts: readonly MessageTree[] = childrenOf(at);
    at = parts[number - 1];
    if (at === undefined) return undefined;
  }
  return at;
}

/** Of a multipart its parts, of an attached message those of what is inside; a message of one part has that one. */
function childrenOf(tree: MessageTree): readonly MessageTree[] {
  const inside = tree.message ?? tree;
  return inside.children.length > 0 ? inside.children : [inside];
}

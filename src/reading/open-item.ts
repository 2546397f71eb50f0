import { type FolderItem, type OpenedMessage, openMessage } from '#mailbox';
import { type MessageSource, treeOfSummary } from '#message-view';
import type { MessageTree } from '#mime';
import type { StoredMessage } from '#ports';
import { folderFor, type SeenFolder, withView } from './open-box.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { noMessage } from './refusals.ts';
import { summariesOf } from './rows.ts';

/** A message that stands in a folder open to the reader. */
export interface OpenItem extends SeenFolder {
  readonly item: FolderItem;
  readonly stored: StoredMessage;
}

/** Throws `not-found` for what is not there, of another mailbox, or not open to him: which of them is not told. */
export async function openItem(
  reader: Reader,
  folderId: string,
  uid: number,
  ports: Pick<ReadingPorts, 'store' | 'views' | 'legalTime'>,
): Promise<OpenItem> {
  const seen = await folderFor(reader, folderId, 'r', ports);
  const item = await withView(seen.folder, ports, (view) => view.items.item(uid));
  const stored = item && (await ports.store.messages([item.messageId])).get(item.messageId);
  if (item === undefined || stored === undefined) throw noMessage();
  return { ...seen, item, stored };
}

/** Smaller ones are read whole: that is cheaper than many ranges. */
const SMALL_BYTES = 512 * 1024;

/** The message with its structure; of a big one only header sections are read, once its structure is known. */
export async function sourceOfItem(
  { stored }: Pick<OpenItem, 'stored'>,
  ports: Pick<ReadingPorts, 'store' | 'blobs' | 'onUnreadable'>,
): Promise<MessageSource> {
  const opened = openMessage(stored, ports.blobs);
  const { size, read } = opened;
  return { size, read, tree: await treeOf(opened, ports) };
}

async function treeOf(
  message: OpenedMessage,
  ports: Pick<ReadingPorts, 'store' | 'blobs' | 'onUnreadable'>,
): Promise<MessageTree> {
  if (message.size <= SMALL_BYTES) return await message.tree();
  const summary = (await summariesOf([message.id], ports)).get(message.id);
  return summary ? await treeOfSummary({ part: summary.structure, message }) : await message.tree();
}

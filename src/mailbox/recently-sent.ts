import { SENT_KEYWORD } from '#pec';
import type { LegalTime, MailFolder, MailItem, MailStore } from '#ports';
import { SENT } from './folder-name.ts';
import type { FolderViews } from './folder-views.ts';

export interface RecentlySentPorts {
  readonly store: Pick<MailStore, 'messages'>;
  readonly views: Pick<FolderViews, 'open'>;
  readonly legalTime: LegalTime;
}

/** A message in Sent as the server put it there. */
export interface SentItem extends Pick<MailItem, 'uid' | 'messageId' | 'thread'> {
  readonly folder: string;
}

/** A mail program keeps its own copy within this time, or never. */
const RECENT_MS = 10 * 60_000;

/** What was put into Sent by the server itself in the last ten minutes and has so many octets, newest first. */
export async function recentlySent(
  folders: readonly MailFolder[],
  size: number,
  { views, legalTime }: Omit<RecentlySentPorts, 'store'>,
): Promise<readonly SentItem[]> {
  const sent = folders.find(({ name }) => name === SENT);
  const opened = sent && (await views.open(sent.id, sent));
  if (!sent || !opened) return [];
  using _closing = { [Symbol.dispose]: () => opened.close() };
  const { items } = opened.view;
  const since = legalTime.now() - RECENT_MS;
  const isOurs = items.hasFlag(SENT_KEYWORD);
  const found: SentItem[] = [];
  // By UID they stand in the order in which they came.
  for (let row = items.length - 1; row >= 0 && items.savedAt(row) >= since; row--) {
    if (items.size(row) !== size || !isOurs(row)) continue;
    const thread = items.thread(row);
    found.push({
      folder: sent.id,
      uid: items.uid(row),
      messageId: items.messageId(row),
      ...(thread !== '' && { thread }),
    });
  }
  return found;
}

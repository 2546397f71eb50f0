import type { MailRow } from '#contract';
import { type FolderItem, type FolderView, readSummaries } from '#mailbox';
import type { MessageSummary } from '#mime';
import { glancesOf } from './glances.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { type Row, rowOf } from './row-of.ts';

/** An item with the folder it stands in. */
export interface PlacedItem {
  readonly folder: string;
  readonly item: FolderItem;
}

export function itemsOf(view: FolderView, uids: Iterable<number>): readonly PlacedItem[] {
  const folder = view.folder.id;
  return Array.from(uids).flatMap((uid) => {
    const item = view.items.item(uid);
    return item ? [{ folder, item }] : [];
  });
}

/** Rows of these items, in their order: kept summaries in one question, chains of what was sent in two, charges in one. */
export async function rowsOf(
  items: readonly PlacedItem[],
  { box }: Pick<Reader, 'box'>,
  ports: ReadingPorts,
): Promise<MailRow[]> {
  const summaries = await summariesOf(
    items.map(({ item }) => item.messageId),
    ports,
  );
  const rows = items.map(({ folder, item }) => rowOf(folder, item, summaries.get(item.messageId)));
  const sent = rows.flatMap(({ kind, thread }) => (kind === 'sent' && thread !== undefined ? [thread] : []));
  const threads = rows.flatMap(({ thread }) => thread ?? []);
  const [glances, charges] = await Promise.all([
    glancesOf(sent, box.mailbox.address, ports),
    ports.charges?.(box.mailbox.id, threads),
  ]);
  return rows.map((row) => {
    const chain = row.kind === 'sent' ? glances.get(row.thread ?? '') : undefined;
    const charge = charges?.get(row.thread ?? '');
    return { ...row, ...(chain && { chain }), ...(charge && { charge }) };
  });
}

export async function summariesOf(
  messageIds: readonly string[],
  { store, blobs, onUnreadable }: Pick<ReadingPorts, 'store' | 'blobs' | 'onUnreadable'>,
): Promise<ReadonlyMap<string, MessageSummary>> {
  const wanted = [...new Set(messageIds)].map((id) => [id, id] as const);
  const found = new Map<string, MessageSummary>();
  for await (const [id, summary] of readSummaries(wanted, { store, blobs, onFault: onUnreadable }))
    found.set(id, summary);
  return found;
}

export type { Row };

import type { MailRow } from '#contract';
import { type FolderView, RECEIPTS, searchFolder } from '#mailbox';
import { isSlow, type MailFilter, queryOf, rowFilter } from './filters.ts';
import { folds } from './folders.ts';
import { folderFor, readableFolders, stateOf, withView } from './open-box.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { itemsOf, type PlacedItem, rowsOf } from './rows.ts';

export interface ListQuery extends MailFilter {
  readonly offset: number;
  readonly limit: number;
  readonly fold: boolean;
  readonly order?: 'newest' | 'oldest';
}

export interface MessageList {
  readonly total: number;
  /** Not in all: in so many, the first in order. */
  readonly lookedThrough?: number;
  readonly state: string;
  readonly rows: MailRow[];
}

/** Rows of a folder by position: whatever its size, only those asked for are read. */
export async function listMessages(
  reader: Reader,
  folderId: string,
  query: ListQuery,
  ports: ReadingPorts,
): Promise<MessageList> {
  const { folder } = await folderFor(reader, folderId, 'r', ports);
  return await withView(folder, ports, async (view) => {
    const uids = await select(view, query, query.fold && folds(folder), ports);
    const ordered = query.order === 'oldest' ? uids : uids.toReversed();
    const state = stateOf(view);
    if (isSlow(query)) {
      const items = itemsOf(view, ordered.subarray(0, SCANNED));
      return { state, ...(await scan(items, query, reader, ports)), ...lookedThrough(ordered.length) };
    }
    const shown = ordered.subarray(query.offset, query.offset + query.limit);
    return { total: uids.length, state, rows: await rowsOf(itemsOf(view, shown), reader, ports) };
  });
}

/** Rows of all folders that the reader may open, newest first. */
export async function searchMailbox(reader: Reader, query: ListQuery, ports: ReadingPorts): Promise<MessageList> {
  const found: PlacedItem[] = [];
  const states: string[] = [];
  for (const { folder } of await readableFolders(reader, ports)) {
    await withView(folder, ports, async (view) => {
      states.push(`${folder.id}.${stateOf(view)}`);
      const uids = await select(view, query, query.fold && folder.name !== RECEIPTS, ports);
      for (const placed of itemsOf(view, uids)) found.push(placed);
    });
  }
  found.sort((a, b) => b.item.internalDate - a.item.internalDate || b.item.uid - a.item.uid);
  const state = digestOf(states);
  if (isSlow(query))
    return { state, ...(await scan(found.slice(0, SCANNED), query, reader, ports)), ...lookedThrough(found.length) };
  const shown = found.slice(query.offset, query.offset + query.limit);
  return { total: found.length, state, rows: await rowsOf(shown, reader, ports) };
}

/** UIDs of the folder that match, ascending. */
async function select(view: FolderView, query: MailFilter, folds: boolean, ports: ReadingPorts): Promise<Uint32Array> {
  const { items } = view;
  const passes = rowFilter(query, folds, items);
  const rows = passes ? items.select(items.uids(), passes) : items.uids();
  const wanted = queryOf(query);
  if (wanted.kind === 'all') return rows;
  const { store, blobs, legalTime, onUnreadable } = ports;
  const found = await searchFolder(view, wanted, rows, { store, blobs, legalTime, onFault: onUnreadable });
  return Uint32Array.from(found);
}

/** What needs more than columns is looked for among so many of the newest. */
const SCANNED = 5_000;
const BATCH = 200;

/** Said where there are more than are looked through. */
export const lookedThrough = (rows: number) => (rows > SCANNED ? { lookedThrough: SCANNED } : {});

/** Filters by chain and by attachments, batch by batch. */
async function scan(
  items: readonly PlacedItem[],
  { state, attachments, offset, limit }: ListQuery,
  reader: Reader,
  ports: ReadingPorts,
): Promise<Pick<MessageList, 'total' | 'rows'>> {
  const found: MailRow[] = [];
  for (let at = 0; at < items.length; at += BATCH) {
    for (const row of await rowsOf(items.slice(at, at + BATCH), reader, ports)) {
      if (attachments !== undefined && row.hasAttachments !== attachments) continue;
      if (state !== undefined && !isInState(row, state)) continue;
      found.push(row);
    }
  }
  return { total: found.length, rows: found.slice(offset, offset + limit) };
}

function isInState({ chain }: MailRow, state: NonNullable<MailFilter['state']>): boolean {
  if (chain === undefined) return false;
  if (state === 'waiting') return chain.waiting > 0;
  if (state === 'failed') return chain.failed > 0 || chain.state === 'not-accepted';
  return chain.state === 'delivered';
}

/** FNV-1a: short, and another one whenever a state is another. */
function digestOf(states: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const letter of states.join(' ')) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193) >>> 0;
  return hash.toString(36);
}

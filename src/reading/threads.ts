import type { MailRow } from '#contract';
import type { FolderView } from '#mailbox';
import type { MailFolder } from '#ports';
import { folderUse } from './folders.ts';
import { FOLDED } from './message-kinds.ts';
import { readableFolders, withView } from './open-box.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { itemsOf, type PlacedItem, rowsOf } from './rows.ts';

/** A message to many recipients has some receipts for each. */
const MAX_IN_THREAD = 2_000;
const MAX_ROWS = 500;

/** Everything that belongs together and that the reader may see, oldest first; of very long ones the newest. */
export async function readThread(reader: Reader, thread: string, ports: ReadingPorts): Promise<MailRow[]> {
  const items = await threadItems(reader, thread, ports);
  const shown = items.toSorted((a, b) => a.item.internalDate - b.item.internalDate).slice(-MAX_ROWS);
  return await rowsOf(shown, reader, ports);
}

/** In all folders that the reader may open. */
export async function threadItems(
  reader: Reader,
  thread: string,
  ports: Pick<ReadingPorts, 'store' | 'views' | 'legalTime'>,
): Promise<readonly PlacedItem[]> {
  if (thread === '') return [];
  const found: PlacedItem[] = [];
  for (const { folder } of await readableFolders(reader, ports)) {
    if (found.length >= MAX_IN_THREAD) break;
    await withView(folder, ports, (view) => void found.push(...itemsOf(view, uidsIn(view, thread))));
  }
  return found;
}

function uidsIn({ items }: FolderView, thread: string): readonly number[] {
  const found: number[] = [];
  // The newest are asked for most.
  for (let row = items.length - 1; row >= 0 && found.length < MAX_IN_THREAD; row--)
    if (items.thread(row) === thread) found.push(items.uid(row));
  return found.reverse();
}

/** The row at which one would open each of these conversations: its newest that is no folded receipt; in the bin only if nowhere else. */
export async function newestOf(
  reader: Pick<Reader, 'login' | 'box'>,
  threads: readonly string[],
  ports: ReadingPorts,
): Promise<ReadonlyMap<string, MailRow>> {
  const wanted = new Set(threads.filter((thread) => thread !== ''));
  const found = new Map<string, PlacedItem>();
  const isBin = (folder: MailFolder) => Number(folderUse(folder) === 'trash');
  const open = wanted.size === 0 ? [] : await readableFolders(reader, ports);
  for (const { folder } of open.toSorted((a, b) => isBin(a.folder) - isBin(b.folder))) {
    if (isBin(folder)) for (const thread of found.keys()) wanted.delete(thread);
    await withView(folder, ports, ({ items }) => {
      const folded = FOLDED.map((keyword) => items.hasFlag(keyword));
      for (let row = 0; row < items.length; row++) {
        const thread = items.thread(row);
        if (!wanted.has(thread) || folded.some((has) => has(row))) continue;
        if (items.internalDate(row) >= (found.get(thread)?.item.internalDate ?? 0))
          found.set(thread, { folder: folder.id, item: items.at(row) });
      }
    });
  }
  const rows = await rowsOf([...found.values()], reader, ports);
  return new Map([...found.keys()].map((thread, at) => [thread, rows[at]!]));
}

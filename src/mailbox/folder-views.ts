import type { FolderChange, MailFolder, MailStore, Monotonic } from '#ports';
import { type FolderLists, KnownFolders } from './folder-lists.ts';
import { FolderView } from './folder-view.ts';

/** A view that stays in memory until it is closed. */
export interface OpenedView {
  readonly view: FolderView;
  close(): void;
}

export interface FolderViews extends Disposable {
  readonly lists: FolderLists;
  /** As the folder stands now, or stood when its row was read; undefined when there is none. */
  open(folder: string, justRead?: MailFolder): Promise<OpenedView | undefined>;
}

type ViewsStore = Pick<MailStore, 'folder' | 'folders' | 'changes' | 'onChange'>;

export interface ViewsOptions {
  readonly maxBytes?: number;
  /** Absent: whoever looks makes the store be asked. */
  readonly monotonic?: Monotonic;
}

interface Kept {
  readonly loading: Promise<FolderView | undefined>;
  view?: FolderView;
  uses: number;
  /** Something was told while it was loaded. */
  isBehind: boolean;
}

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The views of one process, one for each folder: those in use, and of the others as many of the last used as fit into `maxBytes`
 * together with them.
 */
export function openFolderViews(store: ViewsStore, options: ViewsOptions = {}): FolderViews {
  const { maxBytes = MAX_BYTES, monotonic } = options;
  const lists = new KnownFolders(store, monotonic);
  /** Oldest use first. */
  const kept = new Map<string, Kept>();
  const heard = () => [...kept].flatMap(([id, { view }]) => (view?.isHeard ? [id] : []));
  const stop = store.onChange(hear, heard);

  function hear(change: FolderChange): void {
    lists.changed(change);
    const entry = kept.get(change.folder);
    if (entry?.view) entry.view.changed(change);
    else if (entry) entry.isBehind = true;
  }

  function load(id: string): Kept {
    const entry: Kept = { uses: 0, isBehind: false, loading: FolderView.load(store, id, monotonic) };
    kept.set(id, entry);
    const forget = () => kept.get(id) === entry && kept.delete(id);
    entry.loading.then((view) => {
      if (!view) return forget();
      entry.view = view;
      if (entry.isBehind) view.changed();
    }, forget);
    return entry;
  }

  /** Counts one more use; answers how to end it. */
  function use(id: string, entry: Kept): () => void {
    entry.uses++;
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      entry.uses--;
      if (entry.view?.isGone && kept.get(id) === entry) kept.delete(id);
      forgetUnused(kept, maxBytes);
    };
  }

  return {
    lists,
    async open(id, justRead) {
      const entry = kept.get(id) ?? load(id);
      const close = use(id, entry);
      try {
        const view = await entry.loading;
        await view?.refresh(justRead);
        if (view && !view.isGone) {
          if (kept.delete(id)) kept.set(id, entry);
          forgetUnused(kept, maxBytes);
          return { view, close };
        }
        close();
        return undefined;
      } catch (fault) {
        close();
        throw fault;
      }
    },
    [Symbol.dispose]: () => stop(),
  };
}

/** The oldest first, until the rest has room. */
function forgetUnused(kept: Map<string, Kept>, maxBytes: number): void {
  let bytes = 0;
  for (const { view } of kept.values()) bytes += view?.items.bytes ?? 0;
  for (const [id, { view, uses }] of kept) {
    if (bytes <= maxBytes) return;
    if (uses > 0 || !view) continue;
    kept.delete(id);
    bytes -= view.items.bytes;
  }
}

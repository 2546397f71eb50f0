import type { MailFolder, MailStore } from '#ports';
import { FolderItems } from './folder-items.ts';

/** What a view asks of the store. */
export type FolderReads = Pick<MailStore, 'folder' | 'changes'>;

/**
 * The newest state known of one folder, in memory, shared by all who look at it in this process. It follows the store: `changed` when
 * the store tells of something, `refresh` whenever somebody must be sure.
 */
export class FolderView {
  readonly #store: FolderReads;
  #folder: MailFolder;
  #items = new FolderItems();
  #isGone = false;
  readonly #listeners = new Set<() => void>();
  /** The store told of a change that is not taken in yet. */
  #isStale = false;
  #syncing: Promise<void> | undefined;
  /** Begins when `#syncing` ends: its snapshot holds everything committed before it was asked for. */
  #next: Promise<void> | undefined;

  private constructor(store: FolderReads, folder: MailFolder) {
    this.#store = store;
    this.#folder = folder;
  }

  /** Undefined when there is no such folder. */
  static async load(store: FolderReads, id: string): Promise<FolderView | undefined> {
    const changes = await store.changes(id, 0);
    if (changes === undefined) return undefined;
    const view = new FolderView(store, changes.folder);
    view.#items.apply(changes.items, []);
    return view;
  }

  /** Its row, as old as the items. */
  get folder(): MailFolder {
    return this.#folder;
  }

  get items(): FolderItems {
    return this.#items;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Somebody waits to be told of changes. */
  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  /** Takes in everything that was committed before this call. */
  async sync(): Promise<void> {
    if (this.#isGone) return;
    if (this.#syncing === undefined) {
      await this.#begin();
      return;
    }
    this.#next ??= this.#syncing.catch(() => {}).then(() => this.#begin());
    await this.#next;
  }

  /** Takes in what this process changed: the store tells of it before it answers who made the change. */
  async catchUp(): Promise<void> {
    if (this.#isStale) await this.sync();
    else await this.#syncing;
  }

  /** As `sync`, but costs one small query when nothing happened, and none when its row was read just now. */
  async refresh(justRead?: MailFolder): Promise<void> {
    if (this.#isGone) return;
    if (this.#isStale) {
      await this.sync();
      return;
    }
    const row = justRead ?? (await this.#store.folder(this.#folder.id));
    if (row === undefined || row.highestModseq > this.#folder.highestModseq) await this.sync();
    else if (row.highestModseq === this.#folder.highestModseq) this.#folder = row;
  }

  /** The store says that something happened: those who wait are told when it is taken in, the others ask when they want to know. */
  changed(): void {
    this.#isStale = true;
    // A fault of the store here is met again by the next who asks.
    if (this.isHeard) this.sync().catch(() => {});
  }

  /** Called after each change that was taken in. Answers how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#isStale) this.changed();
    return () => this.#listeners.delete(listener);
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    this.#syncing = this.#takeIn().finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  async #takeIn(): Promise<void> {
    this.#isStale = false;
    try {
      const before = this.#folder.highestModseq;
      const changes = await this.#store.changes(this.#folder.id, before);
      if (changes === undefined) this.#isGone = true;
      else {
        this.#folder = changes.folder;
        this.#items.apply(changes.items, changes.vanished);
        if (changes.folder.highestModseq === before) return;
      }
    } catch (fault) {
      this.#isStale = true;
      throw fault;
    }
    for (const listener of [...this.#listeners]) listener();
  }
}

import type { FolderChange, FolderChanges, MailFolder, MailStore, Monotonic } from '#ports';
import { FolderItems } from './folder-items.ts';
import { FRESH_MS } from './fresh.ts';
import { UnjudgedItems } from './unjudged-items.ts';

/** What a view asks of the store. */
export type FolderReads = Pick<MailStore, 'folder' | 'changes'>;

/**
 * The newest state known of one folder, in memory, shared by all who look at it in this process. It follows the store: `changed` when
 * the store tells of something, `refresh` whenever somebody must be sure.
 */
export class FolderView {
  readonly #store: FolderReads;
  readonly #clock: Monotonic | undefined;
  #folder: MailFolder;
  #vanishedAt: number;
  /** Believed until then. */
  #freshUntil: number;
  #items = new FolderItems();
  /** What searches have learnt. */
  readonly unjudged = new UnjudgedItems();
  #isGone = false;
  readonly #listeners = new Set<() => void>();
  /** The store told of a change that is not taken in yet. */
  #isStale = false;
  #syncing: Promise<void> | undefined;
  /** Begins when `#syncing` ends: its snapshot holds everything committed before it was asked for. */
  #next: Promise<void> | undefined;

  private constructor(store: FolderReads, clock: Monotonic | undefined, read: FolderChanges, began: number) {
    this.#store = store;
    this.#clock = clock;
    this.#folder = read.folder;
    this.#vanishedAt = read.vanishedAt;
    this.#freshUntil = began + FRESH_MS;
    this.#items.apply(read.items, []);
  }

  /** Undefined when there is no such folder. Without a clock nothing is believed that was not asked just now. */
  static async load(store: FolderReads, id: string, clock?: Monotonic): Promise<FolderView | undefined> {
    const began = clock?.now() ?? 0;
    const changes = await store.changes(id, 0);
    return changes && new FolderView(store, clock, changes, began);
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

  /** MODSEQ of the last change by which something went. */
  get vanishedAt(): number {
    return this.#vanishedAt;
  }

  /** Somebody waits to be told of changes. */
  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  /** Somebody who looks at this view was told of messages up to this UID: no change that others would hear of. */
  claimed(upTo: number): void {
    if (upTo > this.#folder.recentUid) this.#folder = { ...this.#folder, recentUid: upTo };
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

  /**
   * As `sync`, but costs one small query when nothing happened, and none when it was asked a moment ago or its row was read then: what
   * happens is told (`changed`), and only a notice that was lost makes it known later.
   */
  async refresh(justRead?: MailFolder): Promise<void> {
    if (this.#isGone) return;
    // Somebody else may have it read already what was told.
    if (this.#isStale || this.#syncing) return await this.catchUp();
    const now = this.#clock?.now();
    if (now !== undefined && now < this.#freshUntil) return;
    const row = justRead ?? (await this.#store.folder(this.#folder.id));
    if (row === undefined || row.highestModseq > this.#folder.highestModseq) return await this.sync();
    if (row.recentUid > this.#folder.recentUid) this.claimed(row.recentUid);
    if (now !== undefined) this.#freshUntil = now + FRESH_MS;
  }

  /**
   * The store says that something happened. What it tells in full is taken in; else those who wait are told when it was read, and the
   * others ask when they want to know.
   */
  changed(change?: Pick<FolderChange, 'modseq' | 'news'>): void {
    const { highestModseq } = this.#folder;
    if (change?.modseq !== undefined && change.modseq <= highestModseq) return;
    const isInStep = !this.#isStale && this.#syncing === undefined;
    if (isInStep && change?.news && change.modseq === highestModseq + 1) {
      this.#takeNews(change.modseq, change.news);
      return;
    }
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
    const now = this.#clock?.now();
    try {
      const before = this.#folder.highestModseq;
      const changes = await this.#store.changes(this.#folder.id, before);
      if (changes === undefined) this.#isGone = true;
      else {
        this.#folder = changes.folder;
        this.#vanishedAt = changes.vanishedAt;
        this.#items.apply(changes.items, changes.vanished);
        if (now !== undefined) this.#freshUntil = now + FRESH_MS;
        if (changes.folder.highestModseq === before) return;
      }
    } catch (fault) {
      this.#isStale = true;
      throw fault;
    }
    this.#tell();
  }

  /** The very next change, as this process made it. */
  #takeNews(modseq: number, { items, vanished }: NonNullable<FolderChange['news']>): void {
    const uidNext = Math.max(this.#folder.uidNext, 1 + (items.at(-1)?.uid ?? 0));
    this.#folder = { ...this.#folder, highestModseq: modseq, uidNext };
    if (vanished.length > 0) this.#vanishedAt = modseq;
    this.#items.apply(items, vanished);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

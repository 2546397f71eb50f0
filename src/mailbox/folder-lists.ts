import type { FolderChange, MailFolder, MailStore, Monotonic } from '#ports';
import { FRESH_MS } from './fresh.ts';

/** Which folders mailboxes have. Their numbers (UIDNEXT, MODSEQ) are as old as the row, and may have grown. */
export interface FolderLists {
  all(mailbox: string): Promise<readonly MailFolder[]>;
  /** Of those alone that bear these names: a mailbox may have ten thousand. */
  named(mailbox: string, names: readonly string[]): Promise<readonly MailFolder[]>;
}

interface Known {
  readonly until: number;
  all?: readonly MailFolder[];
  /** Null: there is none of that name. */
  readonly named: Map<string, MailFolder | null>;
  readonly ids: Set<string>;
}

/**
 * The folders of a process's mailboxes as they were just read: every command names a folder, and hardly ever is one made. What this
 * process changes, and what notices tell of others, is read anew at once; without a clock everything is.
 */
export class KnownFolders implements FolderLists {
  readonly #store: Pick<MailStore, 'folders'>;
  readonly #clock: Monotonic | undefined;
  /** The first read first. */
  readonly #known = new Map<string, Known>();
  #changes = 0;

  constructor(store: Pick<MailStore, 'folders'>, clock: Monotonic | undefined) {
    this.#store = store;
    this.#clock = clock;
  }

  async all(mailbox: string): Promise<readonly MailFolder[]> {
    const all = this.#recall(mailbox)?.all;
    if (all) return all;
    return await this.#read(mailbox, undefined);
  }

  async named(mailbox: string, names: readonly string[]): Promise<readonly MailFolder[]> {
    const known = this.#recall(mailbox);
    if (!known || (!known.all && names.some((name) => !known.named.has(name)))) return await this.#read(mailbox, names);
    return names.flatMap((name) => known.named.get(name) ?? []);
  }

  /** Items that came or went leave a folder what it is; one that is not known may be new. */
  changed({ mailbox, folder, modseq }: FolderChange): void {
    if (modseq !== undefined && this.#known.get(mailbox)?.ids.has(folder)) return;
    this.#changes++;
    this.#known.delete(mailbox);
  }

  #recall(mailbox: string): Known | undefined {
    const known = this.#known.get(mailbox);
    return known && this.#clock && this.#clock.now() < known.until ? known : undefined;
  }

  async #read(mailbox: string, names: readonly string[] | undefined): Promise<readonly MailFolder[]> {
    const [began, changes] = [this.#clock?.now(), this.#changes];
    const folders = await this.#store.folders(mailbox, names);
    if (began !== undefined && changes === this.#changes) this.#keep(mailbox, began, names, folders);
    return folders;
  }

  #keep(mailbox: string, began: number, names: readonly string[] | undefined, folders: readonly MailFolder[]): void {
    let known = this.#recall(mailbox);
    if (!known) {
      this.#forget(began);
      this.#known.delete(mailbox);
      known = { until: began + FRESH_MS, named: new Map(), ids: new Set() };
      this.#known.set(mailbox, known);
    }
    if (!names) known.all = folders;
    for (const name of names ?? []) known.named.set(name, null);
    for (const folder of folders) {
      known.named.set(folder.name, folder);
      known.ids.add(folder.id);
    }
  }

  #forget(now: number): void {
    for (const [mailbox, { until }] of this.#known) {
      if (until > now) return;
      this.#known.delete(mailbox);
    }
  }
}

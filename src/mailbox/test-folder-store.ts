import type { FolderChange, FolderChanges, MailFolder, MailItem, MailStore } from '#ports';

type Listener = Parameters<MailStore['onChange']>[0];

/** One mailbox's folders as the views read them, changed by hand; counts what it is asked. For tests only. */
export class TestFolderStore {
  readonly asked = { folder: 0, folders: 0, changes: 0 };
  /** Awaited before each answer. */
  pace: () => Promise<void> = async () => {};
  readonly #folders = new Map<string, { row: MailFolder; items: Map<number, MailItem>; gone: [number, number][] }>();
  readonly #listeners = new Set<Listener>();
  #silent = false;
  watched: () => readonly string[] = () => [];
  /** Listeners are told what changed, not only that something did. */
  tellsAll = false;

  make(id: string): void {
    const row = {
      id,
      mailbox: 'ugo',
      name: `Folder ${id}`,
      uidValidity: 1,
      uidNext: 1,
      highestModseq: 1,
      recentUid: 0,
    };
    this.#folders.set(id, { row, items: new Map(), gone: [] });
  }

  drop(id: string): void {
    this.#folders.delete(id);
    this.#tell(id);
  }

  /** Adds a message; answers its UID. */
  add(id: string, change: Partial<MailItem> = {}): number {
    const folder = this.#folders.get(id)!;
    const uid = folder.row.uidNext;
    const modseq = folder.row.highestModseq + 1;
    const item = { messageId: `m-${uid}`, size: 10, internalDate: 0, savedAt: 0, flags: [], ...change };
    folder.items.set(uid, { ...item, uid, modseq });
    folder.row = { ...folder.row, uidNext: uid + 1, highestModseq: modseq };
    if (!this.#silent) this.#tell(id, { items: [folder.items.get(uid)!], vanished: [] });
    return uid;
  }

  /** Nobody is told. */
  addSecretly(id: string): void {
    this.#silent = true;
    this.add(id);
    this.#silent = false;
  }

  /** Tells the last change once more. */
  repeat(id: string): void {
    this.#tell(id, { items: [], vanished: [] });
  }

  expunge(id: string, uid: number): void {
    const folder = this.#folders.get(id)!;
    const modseq = folder.row.highestModseq + 1;
    folder.items.delete(uid);
    folder.gone.push([uid, modseq]);
    folder.row = { ...folder.row, highestModseq: modseq };
    this.#tell(id, { items: [], vanished: [uid] });
  }

  async folder(id: string): Promise<MailFolder | undefined> {
    this.asked.folder++;
    const row = this.#folders.get(id)?.row;
    await this.pace();
    return row;
  }

  async folders(mailbox: string, names?: readonly string[]): Promise<readonly MailFolder[]> {
    this.asked.folders++;
    const rows = [...this.#folders.values()].map(({ row }) => row);
    await this.pace();
    return rows.filter((row) => row.mailbox === mailbox && (names?.includes(row.name) ?? true));
  }

  async changes(id: string, since: number): Promise<FolderChanges | undefined> {
    this.asked.changes++;
    const folder = this.#folders.get(id);
    const answer = folder && {
      folder: folder.row,
      items: [...folder.items.values()].filter(({ modseq }) => modseq > since),
      vanished: folder.gone.filter(([, modseq]) => modseq > since).map(([uid]) => uid),
      vanishedAt: folder.gone.at(-1)?.[1] ?? 0,
    };
    await this.pace();
    return answer;
  }

  onChange(listener: Listener, watched = this.watched): () => void {
    this.#listeners.add(listener);
    this.watched = watched;
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  #tell(folder: string, news?: FolderChange['news']): void {
    const modseq = this.#folders.get(folder)?.row.highestModseq ?? 0;
    const change = { mailbox: 'ugo', folder, ...(news && this.tellsAll ? { modseq, news } : {}) };
    for (const listener of this.#listeners) listener(change);
  }
}

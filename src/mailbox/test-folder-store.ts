import type { FolderChanges, MailFolder, MailItem, MailStore } from '#ports';

type Listener = Parameters<MailStore['onChange']>[0];

/** One mailbox's folders as the views read them, changed by hand; counts what it is asked. For tests only. */
export class TestFolderStore {
  readonly asked = { folder: 0, changes: 0 };
  /** Awaited before each answer. */
  pace: () => Promise<void> = async () => {};
  readonly #folders = new Map<string, { row: MailFolder; items: Map<number, MailItem>; gone: [number, number][] }>();
  readonly #listeners = new Set<Listener>();
  watched: () => readonly string[] = () => [];

  make(id: string): void {
    const row = { id, mailbox: 'ugo', name: `Folder ${id}`, uidValidity: 1, uidNext: 1, highestModseq: 1, recentUid: 0 };
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
    this.#tell(id);
    return uid;
  }

  expunge(id: string, uid: number): void {
    const folder = this.#folders.get(id)!;
    const modseq = folder.row.highestModseq + 1;
    folder.items.delete(uid);
    folder.gone.push([uid, modseq]);
    folder.row = { ...folder.row, highestModseq: modseq };
    this.#tell(id);
  }

  async folder(id: string): Promise<MailFolder | undefined> {
    this.asked.folder++;
    const row = this.#folders.get(id)?.row;
    await this.pace();
    return row;
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

  #tell(folder: string): void {
    for (const listener of this.#listeners) listener({ mailbox: 'ugo', folder });
  }
}
